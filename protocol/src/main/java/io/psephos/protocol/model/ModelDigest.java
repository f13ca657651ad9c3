package io.psephos.protocol.model;

import io.psephos.protocol.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of a flat vector's little-endian float32, by which two sides know that they hold the same model. */
public final class ModelDigest {
    private static final int CHUNK = 1024;

    private ModelDigest() {}

    /** The 32 bytes of the digest. */
    public static byte[] of(float[] parameters) {
        MessageDigest sha = Sha256.start();
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(CHUNK, parameters.length) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < parameters.length; from += CHUNK) {
            int count = Math.min(CHUNK, parameters.length - from);
            bytes.asFloatBuffer().put(parameters, from, count);
            sha.update(bytes.array(), 0, count * Float.BYTES);
        }
        return sha.digest();
    }

    /** The digest in lower-case hex. */
    public static String hex(float[] parameters) {
        return HexFormat.of().formatHex(of(parameters));
    }
}
