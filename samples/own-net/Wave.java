import io.psephos.client.Trained;
import io.psephos.client.TrainingTask;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.simulation.OwnNet;
import io.psephos.simulation.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A regression: each station saw one stretch of a wave, and together they learn y = out · tanh(in · x + bias). */
public final class Wave {
    static final int UNITS = 16;
    static final ParameterLayout LAYOUT = new ParameterLayout(List.of(
            new TensorShape("in", List.of(UNITS)), new TensorShape("bias", List.of(UNITS)), new TensorShape("out", List.of(UNITS))));

    public static void main(String[] args) throws Exception {
        var spec = JobYaml.parse(Files.readString(Path.of(args[0])));
        float[] first = new float[LAYOUT.parameterCount()];
        Random random = new Random(spec.model().seed());
        IntStream.range(0, first.length).forEach(i -> first[i] = (float) random.nextGaussian());
        OwnNet net = new OwnNet(LAYOUT, first, station -> task -> train(task, station, spec.simulation().clients()))
                .evaluatedBy(p -> Evaluation.ofLoss(meanSquaredError(p), 300));
        Simulation simulation = new Simulation(spec, net, 4);
        simulation.run().metrics().forEach(m -> System.out.printf("version %3d  %s %.3f%n", m.version(), m.name(), m.value()));
        System.out.printf("it errs by %.3f at x = 1%n", error(simulation.parameters(), 1));
    }

    /** Plain steps down the gradient of the squared error, with a point of the station's stretch each. */
    static Trained train(TrainingTask task, int station, int stations) {
        Random random = new Random(1000L * station + task.offer().round());
        float[] p = task.parameters();
        int steps = task.offer().training().steps();
        for (int step = 0; step < steps; step++) {
            double x = 6 * (station + random.nextDouble()) / stations - 3;
            double pull = task.offer().training().learningRate() * error(p, x);
            for (int i = 0, bias = UNITS, out = 2 * UNITS; i < UNITS; i++, bias++, out++) {
                double unit = StrictMath.tanh(p[i] * x + p[bias]);
                double back = pull * p[out] * (1 - unit * unit);
                p[i] -= (float) (back * x);
                p[bias] -= (float) back;
                p[out] -= (float) (pull * unit);
            }
        }
        return new Trained(p, steps, steps);
    }

    /** What the net says, less the wave. */
    static double error(float[] p, double x) {
        return IntStream.range(0, UNITS).mapToDouble(i -> p[2 * UNITS + i] * StrictMath.tanh(p[i] * x + p[UNITS + i])).sum() - StrictMath.sin(2 * x);
    }

    static double meanSquaredError(float[] p) {
        return IntStream.range(0, 300).mapToDouble(i -> error(p, i / 50.0 - 3)).map(e -> e * e).average().orElseThrow();
    }
}
