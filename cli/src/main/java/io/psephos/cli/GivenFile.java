package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobJson;
import io.psephos.coordinator.jobfile.JobYaml;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A file argument of a command.
 *
 * @param what the kind of file, for messages
 */
record GivenFile(String what, Path path) {

    /** The mapping in the file: JSON where its name ends with {@code .json}, else YAML. */
    Map<?, ?> tree() {
        byte[] text = bytes();
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".json") ? JobJson.tree(text) : JobYaml.tree(text);
    }

    private byte[] bytes() {
        if (Files.isDirectory(path)) {
            throw new FailedException("the " + what + " " + path + " is a folder; name a file in it");
        }
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new FailedException("there is no " + what + " " + path, e);
        } catch (AccessDeniedException e) {
            throw new FailedException("the " + what + " " + path + " may not be read", e);
        } catch (IOException e) {
            throw new FailedException("cannot read the " + what + " " + path + ": " + Reason.of(e), e);
        }
    }
}
