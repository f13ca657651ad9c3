package io.psephos.coordinator;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/** A source of unique ids. */
@FunctionalInterface
public interface IdSource {

    /** Returns an id that was never given before, beginning with the prefix. */
    String next(String prefix);

    /** A source of unpredictable ids of 128 random bits. */
    static IdSource secure() {
        SecureRandom random = new SecureRandom();
        return prefix -> {
            byte[] bits = new byte[16];
            random.nextBytes(bits);
            return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        };
    }

    /** A source of ids that count from 1, for simulations. */
    static IdSource counting() {
        AtomicLong count = new AtomicLong();
        return prefix -> prefix + count.incrementAndGet();
    }
}
