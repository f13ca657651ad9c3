package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The result of a command: exit code and output. */
record Run(int exit, String out, String err) {

    static Run of(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exit = Psephos.run(arguments);
            return new Run(exit, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** A command for a file. */
    static Run of(String command, Path file, String... options) {
        return of(Stream.concat(Stream.of(command, file.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    /** The object in the last line of standard output. */
    JsonNode last() {
        String[] lines = out.strip().split("\n");
        return ProtocolJson.strict().readTree(lines[lines.length - 1]);
    }
}
