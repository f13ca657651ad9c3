package io.psephos.bench.simulation;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.SimulationParts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A job to be simulated and measured.
 *
 * @param name as on the command line
 * @param parts of its simulation, before any clock is put around them
 */
public record SimulatedJob(String name, JobSpec spec, DataSet data, SimulationParts parts) {
    private static final int POOL = 1_000;
    private static final int EXAMPLES = 60;
    private static final int CLASSES = 3_925;
    private static final String YAML = """
            name: %s
            model: {net: %s, layers: %s, seed: 7}
            schedule: {rounds: %d, cohort: %d, quorum: %d}
            training: {epochs: 1, batch: 10, learningRate: 0.1}
            codec: {scheme: float32}
            aggregation: {rule: weighted-mean, weights: examples}
            evaluation: {data: server, set: %s, every: %d}
            simulation: {data: %s, clients: %d, partition: iid, seed: 1}
            """;

    /**
     * Federated averaging of a net on the data: 1,000 clients, or as many as have 60 examples each, but at least a
     * cohort.
     *
     * @param hidden widths between inputs and classes
     */
    public static SimulatedJob learning(String name, List<Integer> hidden, DataSet data, int cohort, int rounds) {
        int clients = Math.max(cohort, Math.min(POOL, data.training().count() / EXAMPLES));
        List<Integer> layers = new ArrayList<>(hidden);
        layers.addFirst(data.training().featureCount());
        layers.addLast(data.training().classCount());
        return new SimulatedJob(name, spec(name, layers, data, clients, cohort, rounds), data, SimulationParts.own());
    }

    /** A job of 7,850 weights whose clients send a ready-made frame; so small are examples that a million fit. */
    public static SimulatedJob noOp(int clients, int cohort, int rounds) {
        Examples one = examples(1);
        DataSet data = new DataSet("nothing", examples(clients), one);
        return new SimulatedJob(
                "no-op",
                spec("no-op", List.of(1, CLASSES), data, clients, cohort, rounds),
                data,
                SimulationParts.own().with(new ReadyFrames()));
    }

    private static Examples examples(int count) {
        int[] labels = IntStream.range(0, count).map(i -> i % CLASSES).toArray();
        return Examples.ofBytes(new byte[count], 1, labels, CLASSES);
    }

    private static JobSpec spec(String name, List<Integer> layers, DataSet data, int clients, int cohort, int rounds) {
        String net = layers.size() == 2 ? "softmax" : "mlp";
        String set = data.name();
        return JobYaml.parse(YAML.formatted(name, net, layers, rounds, cohort, cohort, set, rounds, set, clients));
    }
}
