package io.psephos.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The client's key on disk, and beside it the one that is to replace it, until the server is known to have it. */
final class KeyFiles {
    private static final String CURRENT = "client.key";
    private static final String NEXT = "client.key.next";

    private final DataDirectory directory;

    KeyFiles(DataDirectory directory) {
        this.directory = directory;
    }

    /** The key, made now where there is none. */
    SigningKey current() {
        return read(CURRENT).orElseGet(() -> make(CURRENT));
    }

    /** The key that a rotation has begun to bring in. */
    Optional<SigningKey> next() {
        return read(NEXT);
    }

    /** The same, durably made now where no rotation has begun. */
    SigningKey nextOrNew() {
        return next().orElseGet(() -> make(NEXT));
    }

    /** The next key is the key from now on. */
    void promote() {
        directory.replace(NEXT, CURRENT);
    }

    /** There is no next key any more. */
    void dropNext() {
        directory.delete(NEXT);
    }

    void delete() {
        directory.delete(NEXT);
        directory.delete(CURRENT);
    }

    private Optional<SigningKey> read(String file) {
        return directory.read(file).map(stored -> {
            directory.requireOwnerOnly(file);
            return SigningKey.fromPem(new String(stored, StandardCharsets.US_ASCII));
        });
    }

    private SigningKey make(String file) {
        SigningKey key = SigningKey.generate();
        directory.store(file, key.toPem().getBytes(StandardCharsets.US_ASCII));
        return key;
    }
}
