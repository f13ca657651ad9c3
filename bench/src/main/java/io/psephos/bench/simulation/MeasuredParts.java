package io.psephos.bench.simulation;

import io.psephos.aggregation.stage.ServerStage;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.round.Ports;
import io.psephos.simulation.SimulationParts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parts of a simulation with a clock around each port; what they do stays the same. */
public final class MeasuredParts {
    private final ProcessorSplit split;

    private MeasuredParts(ProcessorSplit split) {
        this.split = split;
    }

    /** Returns the parts, whose processor time goes to the split. */
    public static SimulationParts of(SimulationParts parts, ProcessorSplit split) {
        MeasuredParts measured = new MeasuredParts(split);
        return new SimulationParts(
                parts.stages(),
                own -> task ->
                        split.in(Part.TRAIN, () -> parts.trainers().apply(own).train(task)),
                parts.looksOn(),
                (offer, own) -> split.in(Part.ENCODE, () -> parts.frames().frame(offer, own)),
                own -> measured.ports(parts.ports().apply(own)),
                own -> measured.around(Coordinator.class, parts.coordinator().apply(own), MeasuredParts::ofCall));
    }

    /** An inline writer works for whoever asks for offers; else what it does is judging. */
    private Ports ports(Ports own) {
        Executor writer = task ->
                own.writer().execute(() -> split.run(split.current() == Part.OFFER ? Part.OFFER : Part.JUDGE, task));
        Executor compute = task -> own.compute()
                .execute(() -> split.run(split.current() == Part.EXAMINE ? Part.EXAMINE : Part.FOLD, task));
        return new Ports(
                        around(Journal.class, own.journal(), call -> Part.JOURNAL),
                        own.records(),
                        own.models(),
                        evaluators(own.evaluators()),
                        own.roots(),
                        own.stages(),
                        own.population(),
                        own.time(),
                        own.ids(),
                        writer,
                        compute)
                .with((spec, layout) -> Optional.of(published()));
    }

    private Evaluators evaluators(Evaluators own) {
        return spec -> own.forJob(spec).map(evaluator -> parameters -> {
            try {
                return split.in(Part.EVALUATE, () -> evaluator.evaluate(parameters));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** A stage that changes nothing: the computation that runs stages is the one that makes the next version. */
    private ServerStage published() {
        return (result, facts) -> {
            split.become(Part.PUBLISH);
            return result;
        };
    }

    private static @Nullable Part ofCall(String call) {
        return switch (call) {
            case "submit" -> Part.EXAMINE;
            case "offer", "model", "smallerDelta", "artefact", "countDownload" -> Part.OFFER;
            default -> null;
        };
    }

    /** The port, with a clock around the calls that belong to a part. */
    private <T> T around(Class<T> port, T own, Function<String, @Nullable Part> parts) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, call, given) -> {
            Part part = parts.apply(call.getName());
            return part == null ? called(call, own, given) : split.in(part, () -> called(call, own, given));
        }));
    }

    private static @Nullable Object called(Method call, Object own, Object @Nullable [] given) throws Exception {
        try {
            return call.invoke(own, given);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
