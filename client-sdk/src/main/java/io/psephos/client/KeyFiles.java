package io.psephos.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The files of the client's key and, during a rotation, of the next one. */
final class KeyFiles {
    private static final String CURRENT = "client.key";
    private static final String NEXT = "client.key.next";

    private final DataDirectory directory;

    KeyFiles(DataDirectory directory) {
        this.directory = directory;
    }

    /** Returns the key, created now where there is none. */
    SigningKey current() {
        return read(CURRENT).orElseGet(() -> make(CURRENT));
    }

    /** Returns the next key, if a rotation has begun. */
    Optional<SigningKey> next() {
        return read(NEXT);
    }

    /** Returns the next key, durably created now where no rotation has begun. */
    SigningKey nextOrNew() {
        return next().orElseGet(() -> make(NEXT));
    }

    /** Replaces the key by the next one. */
    void promote() {
        directory.replace(NEXT, CURRENT);
    }

    /** Deletes the next key. */
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
