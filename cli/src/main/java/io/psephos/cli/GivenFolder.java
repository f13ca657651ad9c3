package io.psephos.cli;

import io.psephos.server.security.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder argument of a command.
 *
 * @param option that names it, for messages
 */
record GivenFolder(String option, Path path) {

    private interface Making {
        void make(Path folder) throws IOException;
    }

    /**
     * Makes the folder where it is missing, and tries whether a file can be written there.
     *
     * @throws FailedException where one cannot
     */
    void prepare() {
        prepare(Files::createDirectories);
    }

    /**
     * The same for a folder of secrets: where it is missing, it is made for its owner alone.
     *
     * @throws FailedException where a file cannot be written there
     */
    void prepareForOwner() {
        prepare(OwnerOnly::createFolder);
    }

    private void prepare(Making making) {
        try {
            making.make(path);
            Files.delete(Files.createTempFile(path, ".psephos-", ".try"));
        } catch (IOException e) {
            throw new FailedException(
                    option + ": cannot write to the folder " + path + ", " + Reason.of(e) + "; name another", e);
        }
    }

    /** @throws FailedException where there is no such folder */
    void requireExisting() {
        if (!Files.isDirectory(path)) {
            throw new FailedException(option + ": " + (Files.exists(path) ? "is no folder: " : "there is no folder ")
                    + path.toAbsolutePath().normalize());
        }
    }

    /** @throws FailedException where the folder has anything in it */
    void requireEmpty(String purpose) {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            if (files.findAny().isPresent()) {
                throw new FailedException(
                        option + ": the folder " + path + " is not empty; name a new or an empty one for " + purpose);
            }
        } catch (IOException e) {
            throw new FailedException(option + ": cannot read the folder " + path + ", " + Reason.of(e), e);
        }
    }
}
