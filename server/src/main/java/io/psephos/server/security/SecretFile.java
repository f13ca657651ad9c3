package io.psephos.server.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Supplier;

/** A file with a secret of one line that only its owner may read. */
public final class SecretFile {
    private final Path path;

    public SecretFile(Path path) {
        this.path = path;
    }

    /** Returns the secret; where there is none, writes a fresh one, whole or not at all. */
    public String readOr(Supplier<String> fresh) {
        try {
            if (!Files.exists(path)) {
                write(fresh.get());
            }
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + path, e);
        }
    }

    /** Replaces the secret, whole or not at all. */
    void replace(String secret) {
        try {
            write(secret);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    String read() throws IOException {
        String secret = Files.readString(path).strip();
        if (secret.length() < 32) {
            throw new IOException(path + " holds a secret of only " + secret.length() + " characters");
        }
        return secret;
    }

    private void write(String secret) throws IOException {
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file stands in a folder");
        OwnerOnly.createFolder(folder);
        Path draft = OwnerOnly.createDraft(folder, path.getFileName().toString());
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
