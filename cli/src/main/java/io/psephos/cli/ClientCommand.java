package io.psephos.cli;

import io.psephos.client.Participation;
import io.psephos.client.Progress;
import io.psephos.client.PsephosClient;
import io.psephos.client.update.UpdatePipeline;
import io.psephos.learning.data.DataSet;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobId;
import io.psephos.robustness.attack.Attacks;
import io.psephos.simulation.AttackStep;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that runs one client, which trains nets, built in or of plug-ins, on a part of a data set. */
@Command(
        name = "client",
        description = "Runs one client that trains nets, built in or of plug-ins, on a part of a data set.",
        mixinStandardHelpOptions = true)
final class ClientCommand implements Callable<Integer> {
    @Option(names = "--server", paramLabel = "URL", required = true, description = "The server's origin.")
    private URI server = URI.create("http://localhost:8080");

    @Option(names = "--token", paramLabel = "T", description = "The invitation; not needed once enrolled.")
    private @Nullable String token;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Keeps the client's key and updates.")
    private Path data = Path.of("psephos-client");

    @Option(names = "--job", paramLabel = "J", description = "Takes part in this job only, and ends with it.")
    private @Nullable String job;

    @Option(names = "--name", paramLabel = "NAME", description = "Display name of this client.")
    private @Nullable String name;

    @Option(names = "--set", paramLabel = "NAME", description = "The data set.", defaultValue = "digits")
    private String set = "digits";

    @Option(names = "--sets", paramLabel = "DIR", description = "Folder with data sets, or of one.")
    private @Nullable Path sets;

    @Option(
            names = "--share",
            paramLabel = "X",
            converter = Options.ShareAboveZero.class,
            description = "Share of the training examples that this client holds.",
            defaultValue = "0.05")
    private double share = 0.05;

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            description = "Makes the client Byzantine: the name of an attack, as in job files.",
            defaultValue = "none")
    private String attack = "none";

    @Mixin
    private PluginOption plugins = new PluginOption();

    @Option(names = "--json", description = "One JSON object as the last line of standard output.")
    private boolean json;

    @Mixin
    private Detail detail = new Detail();

    @Override
    public Integer call() {
        Output output = new Output(json);
        DataSet examples = DataOption.find("--sets", sets, set, plugins.extensions());
        Choice<AttackKind> lie = Specs.attack(attack, plugins.extensions());
        SecureRandom random = new SecureRandom();
        new GivenFolder("--data", data).prepare();
        SampleTrainer trainer = new SampleTrainer(examples, share, random.nextLong(), lie, plugins.extensions());
        output.line("holds        " + trainer.exampleCount() + " examples of " + set);
        examples.notes().forEach(note -> output.fact("", note));
        if (lie.kind() != AttackKind.NONE) {
            output.line("lies         " + attack);
        }
        try (PsephosClient client = client(output, lie, random, trainer.regularizers())) {
            Runtime.getRuntime().addShutdownHook(new Thread(client::close, "psephos-stop"));
            Participation part = client.takePart(trainer);
            output.result(summary(part, attack));
        }
        return 0;
    }

    private PsephosClient client(
            Output output, Choice<AttackKind> lie, RandomGenerator random, Set<String> regularizers) {
        PsephosClient.Builder builder =
                PsephosClient.builder().server(server).dataDirectory(data).listener(progress -> tell(output, progress));
        if (lie.kind() != AttackKind.NONE && !Attacks.isOnData(lie)) {
            builder.pipeline(UpdatePipeline.attackedBy(AttackStep.alone(lie, random)));
        }
        builder.with(plugins.extensions()).regularizers(regularizers);
        if (token != null) {
            builder.enrolmentToken(token);
        }
        if (job != null) {
            builder.job(new JobId(job));
        }
        if (name != null) {
            builder.name(name);
        }
        return builder.build();
    }

    private static void tell(Output output, Progress progress) {
        switch (progress) {
            case Progress.Enrolled enrolled -> output.line("enrolled     as " + enrolled.client());
            case Progress.UpdateSent sent ->
                output.line("round " + sent.round() + "      " + Amount.bytes(sent.bytesUp()) + " sent, accepted");
            case Progress.Refused refused ->
                output.line("round " + refused.round() + "      refused: " + refused.code());
            case Progress.Declined declined ->
                output.line("round " + declined.round() + "      declined: " + Reason.words(declined.reason()));
            case Progress.ServerUnreachable away -> output.line("waiting      " + Reason.words(away.reason()));
            case Progress.Ended ended ->
                output.line("ended        "
                        + ended.end().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
            case Progress.OfferTaken offer -> {}
            case Progress.ModelFetched fetched -> {}
            case Progress.FateLearned fate -> {}
            case Progress.Waiting waiting -> {}
        }
    }

    private static Map<String, Object> summary(Participation part, String attack) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("attack", attack);
        summary.put("rounds", part.rounds());
        summary.put("updatesAccepted", part.updatesAccepted());
        summary.put("updatesRefused", part.updatesRefused());
        summary.put("declined", part.declined());
        summary.put("uploadBytes", part.bytesUp());
        summary.put("downloadBytes", part.bytesDown());
        return summary;
    }
}
