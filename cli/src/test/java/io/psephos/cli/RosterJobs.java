package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Jobs with a deterministic outcome: named clients, drawn cohorts. */
final class RosterJobs {
    static final String VOTES = "{scheme: sto-sign, b: {constant: 0.05}}";
    static final String FLOATS = "{scheme: float32}";

    private RosterJobs() {}

    static List<String> names(int clients) {
        return IntStream.range(0, clients).mapToObj(i -> "client-" + i).toList();
    }

    private static String weights(String codec) {
        if (codec.contains("qsgd")) {
            return "{weights: uniform, serverErrorFeedback: {scheme: eden}}";
        }
        return codec.equals(FLOATS) ? "{weights: examples}" : "{weights: uniform}";
    }

    /** Votes on a small net until somebody stops the job. */
    static JobSpec endless(int clients) {
        return JobYaml.parse("""
                name: endless
                model: {net: softmax, layers: [64, 10], seed: 3}
                participants: {roster: [%s]}
                schedule: {rounds: 1000000, cohort: %d, deadline: PT60S}
                training: {steps: 1, batch: 8, learningRate: 0.05}
                codec: %s
                aggregation: {rule: majority-vote}
                optimizer: {learningRate: 0.001}
                simulation: {data: digits, clients: %d, seed: 5}
                """.formatted(String.join(", ", names(clients)), clients, VOTES, clients));
    }

    /** Votes whose step is Adam's, made small by error feedback. */
    static JobSpec adam(int clients, int cohort, int rounds) {
        return spec(
                VOTES,
                "{rule: vote-mean, serverErrorFeedback: scaled-sign}",
                "{kind: adam, learningRate: 0.01}",
                clients,
                cohort,
                rounds);
    }

    static JobSpec spec(String codec, int clients, int cohort, int rounds) {
        String optimizer = "{learningRate: " + (codec.equals(VOTES) ? "0.005" : "1") + "}";
        return spec(codec, weights(codec), optimizer, clients, cohort, rounds);
    }

    private static JobSpec spec(
            String codec, String aggregation, String optimizer, int clients, int cohort, int rounds) {
        String roster = names(clients).stream().collect(Collectors.joining(", "));
        return JobYaml.parse("""
                name: roster
                model: {net: mlp, layers: [64, 32, 10], seed: 11}
                participants: {roster: [%s]}
                schedule: {rounds: %d, cohort: %d, deadline: PT60S}
                training: {steps: 2, batch: 16, learningRate: 0.05}
                codec: %s
                aggregation: %s
                optimizer: %s
                evaluation: {data: server, set: digits, every: 5}
                simulation: {data: digits, clients: %d, partition: {dirichlet: 0.5}, seed: 5, attack: {kind: sign-flip, clients: 1}}
                """.formatted(roster, rounds, cohort, codec, aggregation, optimizer, clients));
    }
}
