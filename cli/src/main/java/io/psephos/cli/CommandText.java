package io.psephos.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command as it is typed into a shell. */
final class CommandText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./=,:@%+-]+");

    private CommandText() {}

    /** Returns the command with these arguments, in quotation marks where a shell would read them otherwise. */
    static String of(List<String> arguments) {
        return of(System.getProperty("psephos.command", "psephos"), arguments);
    }

    /** @param command what the user typed to start the program */
    static String of(String command, List<String> arguments) {
        return Stream.concat(Stream.of(command), arguments.stream())
                .map(CommandText::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
