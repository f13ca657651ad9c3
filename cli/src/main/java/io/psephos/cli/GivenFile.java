package io.psephos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that a command was given.
 *
 * @param what people call it
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
