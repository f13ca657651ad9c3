package io.psephos.cli;

import io.psephos.client.PsephosClientException;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.protocol.Problem.Violation;
import io.psephos.simulation.lab.InvalidLabException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code psephos} command with its subcommands. */
@Command(
        name = "psephos",
        description = "Federated learning in which clients vote on every weight with one bit.",
        mixinStandardHelpOptions = true,
        version = "psephos 0.1.0",
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
    private Psephos() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Psephos());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText("psephos: " + reason(failure)));
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        return line.execute(arguments);
    }

    /** Returns the message for an exception: of expected failures the text alone, of others with the type. */
    private static String reason(Exception failure) {
        if (failure instanceof InvalidJobException invalid) {
            return reasons("the job file is invalid:", invalid.violations());
        }
        if (failure instanceof InvalidLabException invalid) {
            return reasons("the lab file is invalid:", invalid.violations());
        }
        return failure instanceof FailedException
                        || failure instanceof PsephosClientException
                        || failure instanceof IllegalArgumentException
                ? String.valueOf(failure.getMessage())
                : failure.toString();
    }

    private static String reasons(String head, List<Violation> violations) {
        StringBuilder text = new StringBuilder(head);
        for (Violation violation : violations) {
            text.append(System.lineSeparator())
                    .append("  ")
                    .append(violation.path().isEmpty() ? "(file)" : violation.path())
                    .append(": ")
                    .append(violation.detail());
        }
        return text.toString();
    }
}
