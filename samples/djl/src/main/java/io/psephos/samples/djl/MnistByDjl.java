package io.psephos.samples.djl;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.data.Partitioners;
import io.psephos.learning.data.Shares;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.OwnNet;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A simulation whose clients train a convolutional net by Deep Java Library. Arguments: job file, directory of data sets.
 */
public final class MnistByDjl {
    private static final long CLIENT = 1_000_003;

    private MnistByDjl() {}

    public static void main(String[] args) throws Exception {
        prepareEngine();
        JobSpec spec = JobYaml.parse(Files.readString(Path.of(args[0])));
        String set = spec.simulation().data();
        DataSet data = DataSets.in(Path.of(args[1]))
                .load(set, 0)
                .orElseThrow(() -> new IllegalArgumentException("no data set " + set + " in " + args[1]));
        try (ConvolutionalNet net =
                new ConvolutionalNet(data.training().classCount(), spec.model().seed())) {
            Simulation simulation = new Simulation(spec, ownNet(spec, data, net), 2);
            SimulationResult result = simulation.run();
            result.metrics().stream()
                    .filter(metric -> metric.name().equals("accuracy"))
                    .forEach(metric -> System.out.printf(
                            Locale.ROOT, "version %d: %.2f %%%n", metric.version(), 100 * metric.value()));
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d bytes an update of %,d parameters, %.1f s, digest %.12s%n",
                    result.end().told(),
                    Math.round(result.uploadBytesPerUpdate()),
                    result.parameterCount(),
                    result.elapsed().toMillis() / 1000.0,
                    result.digest());
        }
    }

    /** A client's examples are drawn anew in each round, whichever thread it trains on. */
    private static OwnNet ownNet(JobSpec spec, DataSet data, ConvolutionalNet net) {
        long seed = spec.simulation().seed();
        int[][] split = Partitioners.of(spec.simulation().partition())
                .split(data.training(), spec.simulation().clients(), new SplittableRandom(seed));
        Shares shares = Shares.of(data.training(), split);
        return new OwnNet(
                        net.layout(),
                        net.first(),
                        position -> task -> net.train(
                                task,
                                shares.of(position),
                                new SplittableRandom(
                                        seed + CLIENT * position + task.offer().round())))
                .evaluatedBy(parameters -> net.evaluate(parameters, data.heldOut()));
    }

    /** Keeps DJL to the libraries that Maven fetched, and PyTorch to the calling thread: with more it crashed in oneDNN. */
    private static void prepareEngine() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }
}
