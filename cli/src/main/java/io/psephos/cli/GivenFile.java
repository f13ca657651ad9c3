package io.psephos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file argument of a command.
 *
 * @param what the kind of file, for messages
 */
record GivenFile(String what, Path path) {

    String text() {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new FailedException("there is no " + what + " " + path, e);
        } catch (IOException e) {
            throw new FailedException("cannot read the " + what + " " + path + ": " + e, e);
        }
    }
}
