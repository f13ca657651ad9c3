package io.psephos.learning.format;

import org.jspecify.annotations.Nullable;

/** A data file that is missing, damaged or not what its name says. */
public final class DataFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param file its name, and where known the array, the line and the column */
    public DataFileException(String file, String fault) {
        this(file, fault, null);
    }

    public DataFileException(String file, String fault, @Nullable Throwable cause) {
        super(file + ": " + fault, cause);
    }
}
