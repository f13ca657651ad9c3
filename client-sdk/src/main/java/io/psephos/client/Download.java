package io.psephos.client;

import io.psephos.protocol.Sha256;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file as the server sent it, whole by the digest that came with it (RFC 9530).
 *
 * @param bytesDown downloaded for it, copies that did not match included
 */
record Download(byte[] body, long bytesDown) {
    private static final int ATTEMPTS = 3;
    private static final String SHA_256 = "sha-256=:";

    /**
     * Asks for the file until it matches its digest, three times at the most.
     *
     * @param what the file's name in messages
     * @throws UnavailableException when the server does not have it, or no copy matches
     */
    static Download of(String what, Supplier<Answer> request) throws UnavailableException {
        long bytesDown = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Answer answer = request.get();
            if (answer.status() != 200) {
                throw new UnavailableException("no " + what + ": " + answer.summary());
            }
            bytesDown += answer.body().length;
            if (isIntact(answer)) {
                return new Download(answer.body(), bytesDown);
            }
        }
        throw new UnavailableException(what + " does not match its digest");
    }

    private static boolean isIntact(Answer answer) {
        return answer.headers()
                .firstValue("Repr-Digest")
                .flatMap(Download::sha256)
                .map(stated -> MessageDigest.isEqual(stated, Sha256.of(answer.body())))
                .orElse(true);
    }

    /** Returns the SHA-256 among the digests of the header (RFC 9530), if it has one. */
    private static Optional<byte[]> sha256(String header) {
        int from = header.indexOf(SHA_256) + SHA_256.length();
        int to = header.indexOf(':', from);
        if (from < SHA_256.length() || to < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(header.substring(from, to)));
        } catch (IllegalArgumentException e) {
            return Optional.of(new byte[0]);
        }
    }
}
