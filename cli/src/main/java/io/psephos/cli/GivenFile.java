package io.psephos.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
        if (Files.isDirectory(path)) {
            throw new FailedException("the " + what + " " + path + " is a folder; name a file in it");
        }
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new FailedException("there is no " + what + " " + path, e);
        } catch (CharacterCodingException e) {
            throw new FailedException("the " + what + " " + path + " is not in UTF-8", e);
        } catch (IOException e) {
            throw new FailedException("cannot read the " + what + " " + path + ": " + Reason.of(e), e);
        }
    }
}
