package io.psephos.learning.data;

import org.jspecify.annotations.Nullable;

/** A data file that is missing, damaged or not what its name says. */
public final class DataFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataFileException(String file, String fault) {
        this(file, fault, null);
    }

    DataFileException(String file, String fault, @Nullable Throwable cause) {
        super(file + ": " + fault, cause);
    }
}
