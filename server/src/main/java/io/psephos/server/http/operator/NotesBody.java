package io.psephos.server.http.operator;

import java.util.List;

/** The JSON of what is worth knowing about a call that succeeded. */
record NotesBody(List<NoteBody> notes) {

    /**
     * What is worth knowing about a key of a job file, or about what it stands for.
     *
     * @param path of the key, as violations have it
     */
    record NoteBody(String path, String detail) {}

    /** Notes that are all on one key. */
    static NotesBody on(String path, List<String> details) {
        return new NotesBody(
                details.stream().map(detail -> new NoteBody(path, detail)).toList());
    }
}
