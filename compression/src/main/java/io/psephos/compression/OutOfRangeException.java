package io.psephos.compression;

/** An update with a coordinate that is too large for the scheme it was to travel in. */
public final class OutOfRangeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int index;

    /** @param limit largest magnitude that the scheme holds */
    public OutOfRangeException(int index, float value, float limit) {
        super("coordinate " + index + " must be within ±" + limit + ", was " + value);
        this.index = index;
    }

    /** The first coordinate that is too large. */
    public int index() {
        return index;
    }
}
