package io.psephos.server.security;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** A generator of unpredictable text: ids of 128 bits, secrets of 256. */
public final class RandomText {
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;

    private final RandomGenerator random;

    /** @param random cryptographically strong wherever secrets are made */
    public RandomText(RandomGenerator random) {
        this.random = random;
    }

    public String id(String prefix) {
        return prefix + text(ID_BYTES);
    }

    public String secret(String prefix) {
        return prefix + text(SECRET_BYTES);
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
