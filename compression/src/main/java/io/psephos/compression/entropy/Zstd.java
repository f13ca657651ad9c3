package io.psephos.compression.entropy;

import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.Arrays;

/** Zstandard (RFC 8878), where the library that speaks it is on the class path. */
final class Zstd {
    private static final boolean PRESENT = isLoaded("io.airlift.compress.zstd.ZstdDecompressor");

    private Zstd() {}

    static boolean isPresent() {
        return PRESENT;
    }

    /** The bytes as one frame. */
    static byte[] pack(byte[] bytes) {
        ZstdCompressor zstd = new ZstdCompressor();
        byte[] packed = new byte[zstd.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(packed, zstd.compress(bytes, 0, bytes.length, packed, 0, packed.length));
    }

    /**
     * The content size that a frame states; −1 where it states none.
     *
     * @throws RuntimeException for bytes that are no frame
     */
    static long contentSize(byte[] packed) {
        return ZstdDecompressor.getDecompressedSize(packed, 0, packed.length);
    }

    /**
     * Decompresses a frame into the array, and writes nothing after it.
     *
     * @return bytes that the frame held
     * @throws RuntimeException for bytes that are no frame, or hold more than the array
     */
    static int unpack(byte[] packed, byte[] to) {
        return new ZstdDecompressor().decompress(packed, 0, packed.length, to, 0, to.length);
    }

    private static boolean isLoaded(String type) {
        try {
            Class.forName(type, false, Zstd.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
