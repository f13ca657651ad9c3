package io.psephos.protocol.frame;

/**
 * The fields of the first 48 bytes of a frame.
 *
 * @param scheme the scheme byte, 0 to 255
 * @param baseVersion the model version that the update was computed from
 * @param parameterCount d
 * @param exampleCount distinct local examples used; 0 = withheld
 */
public record FrameHeader(int scheme, long baseVersion, long parameterCount, long exampleCount) {

    /** Length of a header in bytes. */
    public static final int BYTES = 48;

    /** The four letters {@code PSPH}, little-endian. */
    static final int MAGIC = 0x48505350;

    static final int VERSION = 1;
}
