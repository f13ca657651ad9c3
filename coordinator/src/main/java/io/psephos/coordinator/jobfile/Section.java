package io.psephos.coordinator.jobfile;

import java.util.List;

/**
 * A mapping of a job file with its keys: one of its sections, or a form that the value of a key may have.
 *
 * @param meaning what it is about, in a sentence
 * @param example lines of a job file
 * @param keys in the order in which they are written
 */
record Section(String name, String meaning, String example, List<Key<?>> keys) {

    /** A section of a job file. */
    static Section of(String name, String meaning, String example, Key<?>... keys) {
        return new Section(name, meaning, example, List.of(keys));
    }

    /** A form that the value of a key may have. */
    static Section form(String meaning, Key<?>... keys) {
        return new Section("", meaning, "", List.of(keys));
    }
}
