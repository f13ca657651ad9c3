package io.psephos.client;

import io.psephos.protocol.Sha256;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * A file that the server sent, in the form that its reader makes of it.
 *
 * @param bytesDown downloaded for it, copies that were of no use included
 */
record Download<T>(T content, long bytesDown) {
    private static final int ATTEMPTS = 6;
    private static final String SHA_256 = "sha-256=:";

    /**
     * Asks for the file, with pauses in between, until it matches the digest that came with it (RFC 9530) and can be
     * read; what does not may have been cut or replaced on the way, or be broken for good.
     *
     * @param what the file's name in messages
     * @throws UnavailableException when the server does not have it, or no copy was of use
     */
    static <T> Download<T> of(String what, Supplier<Answer> request, Function<byte[], T> reader, IntConsumer pause)
            throws UnavailableException {
        long bytesDown = 0;
        String fault = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Answer answer = request.get();
            if (!answer.isSuccess()) {
                throw new UnavailableException("no " + what + ": " + answer.summary());
            }
            bytesDown += answer.body().length;
            if (isIntact(answer)) {
                try {
                    return new Download<>(reader.apply(answer.body()), bytesDown);
                } catch (RuntimeException e) {
                    fault = ": " + e.getMessage();
                }
            } else {
                fault = " does not match its digest";
            }
            if (attempt < ATTEMPTS) {
                pause.accept(attempt);
            }
        }
        throw new UnavailableException(what + fault);
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
