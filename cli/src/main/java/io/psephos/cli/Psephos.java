package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code psephos} command with its subcommands. */
@Command(
        name = "psephos",
        description = "Federated learning in which clients vote on every weight with one bit.",
        mixinStandardHelpOptions = true,
        version = "psephos " + Psephos.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        footer = "  bench     Benchmarks as ratios against baselines in the same run: ./psephos bench tally",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            SimulateCommand.class,
            AttackLabCommand.class,
            ClientCommand.class,
            AdminTokenCommand.class
        })
public final class Psephos {
    /** The version of this program. */
    static final String VERSION = "0.1.0";

    private Psephos() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Psephos());
        line.registerConverter(Path.class, new Options.GivenPath());
        line.registerConverter(URI.class, new Options.Origin());
        line.setParameterExceptionHandler(Psephos::misused);
        line.setExecutionExceptionHandler((failure, command, parsed) ->
                failed(failure, command, parsed.originalArgs().toArray(String[]::new)));
        try {
            return line.execute(arguments);
        } catch (Error e) { // such as memory that ran out
            return failed(e, line, arguments);
        }
    }

    /** Tells what is wrong with the arguments, and where the right ones are to be read. */
    private static int misused(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String reason = Reason.words(String.valueOf(wrong.getMessage()));
        tell(command, "psephos: " + reason);
        if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            command.getErr().println(command.getCommandSpec().qualifiedName() + " --help tells what it takes");
        }
        tellPrograms(reason, arguments);
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Throwable failure, CommandLine command, String[] arguments) {
        String reason = Reason.of(failure);
        tell(command, "psephos: " + reason);
        if (Arrays.asList(arguments).contains(Detail.NAME)) {
            failure.printStackTrace(command.getErr());
        }
        tellPrograms(reason, arguments);
        return Reason.isOfInput(failure)
                ? command.getCommandSpec().exitCodeOnInvalidInput()
                : command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static void tell(CommandLine command, String text) {
        command.getErr().println(command.getColorScheme().errorText(text));
    }

    /** With {@code --json}, a failure is an object, too. */
    private static void tellPrograms(String reason, String[] arguments) {
        if (Arrays.asList(arguments).contains("--json")) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("state", "failed");
            result.put("reason", reason);
            System.out.println(ProtocolJson.strict().writeValueAsString(result));
        }
    }
}
