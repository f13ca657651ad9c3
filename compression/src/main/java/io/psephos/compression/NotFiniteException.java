package io.psephos.compression;

/** An update with a coordinate that is NaN or infinite. */
public final class NotFiniteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int index;

    public NotFiniteException(int index, float value) {
        super("coordinate " + index + " must be finite, was " + value);
        this.index = index;
    }

    /** The first coordinate that is not finite. */
    public int index() {
        return index;
    }
}
