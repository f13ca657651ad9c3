package io.psephos.server.http.operator;

import io.psephos.coordinator.jobfile.Notes.Note;
import java.util.List;

/** The JSON of what is worth knowing about a call that succeeded. */
record NotesBody(List<Note> notes) {

    /** Notes that are all on one key. */
    static NotesBody on(String path, List<String> details) {
        return new NotesBody(
                details.stream().map(detail -> new Note(path, detail)).toList());
    }
}
