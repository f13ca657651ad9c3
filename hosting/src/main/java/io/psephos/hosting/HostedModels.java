package io.psephos.hosting;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.model.InitialModels;
import io.psephos.coordinator.model.RootUpdates;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.data.Examples;
import io.psephos.learning.format.DataFileException;
import io.psephos.learning.net.BlockEvaluation;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.NetEvaluation;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.RootTraining;
import io.psephos.learning.net.TrainableNet;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Built-in nets and users' own with the coordinating side's data sets: initial parameters, evaluation on held-out examples and the
 * server's own updates. A data set is read once.
 */
public final class HostedModels implements InitialModels, Evaluators, RootUpdates {
    private final Function<String, Optional<DataSet>> sets;
    private final boolean takesSpareOutputs;
    private final int mostParameters;
    private final Workers workers;
    private final Map<String, DataSet> read = new ConcurrentHashMap<>();

    /** Who helps with evaluations, and how many work on one at a time. */
    private record Workers(Executor executor, int threads) {
        static final Workers NONE = new Workers(Runnable::run, 1);
    }

    private HostedModels(
            Function<String, Optional<DataSet>> sets, boolean takesSpareOutputs, int mostParameters, Workers workers) {
        this.sets = sets;
        this.takesSpareOutputs = takesSpareOutputs;
        this.mostParameters = mostParameters;
        this.workers = workers;
    }

    /**
     * The data sets that come with the library.
     *
     * @param splitSeed of sets that come in one piece; clients that train on such a set must name the same
     */
    public static HostedModels builtIn(long splitSeed) {
        return of(DataSets.builtIn(), splitSeed);
    }

    /** The built-in data sets, and those in the directory. */
    public static HostedModels in(Path directory, long splitSeed) {
        return of(DataSets.in(directory), splitSeed);
    }

    /**
     * The built-in data sets, those in the directory, if there is one, and users' own.
     *
     * @param splitSeed of sets that come in one piece
     */
    public static HostedModels knowing(Extensions extensions, @Nullable Path directory, long splitSeed) {
        DataSets sets = directory == null ? DataSets.builtIn() : DataSets.in(directory);
        return of(sets.with(extensions), splitSeed);
    }

    /** Data sets by name, users' own perhaps among them. */
    public static HostedModels of(DataSets sets, long splitSeed) {
        return new HostedModels(name -> sets.load(name, splitSeed), false, Integer.MAX_VALUE, Workers.NONE);
    }

    /** A single data set that is in memory already; nets may have outputs for classes that it does not have. */
    public static HostedModels over(DataSet set) {
        return new HostedModels(
                name -> name.equals(set.name()) ? Optional.of(set) : Optional.empty(),
                true,
                Integer.MAX_VALUE,
                Workers.NONE);
    }

    /** Returns the same, which take no model with more parameters. */
    public HostedModels upTo(int parameters) {
        return new HostedModels(sets, takesSpareOutputs, parameters, workers);
    }

    /**
     * Returns the same, whose evaluations others help with as soon as they are free.
     *
     * @param executor may be busy, and may refuse
     * @param threads the most for one evaluation, with the one that asks
     */
    public HostedModels helpedBy(Executor executor, int threads) {
        return new HostedModels(sets, takesSpareOutputs, mostParameters, new Workers(executor, threads));
    }

    @Override
    public int mostParameters() {
        return mostParameters;
    }

    @Override
    public OptionalLong parameterCount(JobSpec.Model model) {
        return Nets.of(model)
                .map(net -> OptionalLong.of(net.layout().parameterCount()))
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public OptionalDouble medianMagnitude(JobSpec.Model model) {
        return Nets.byName(model).map(Net::medianMagnitude).orElseGet(OptionalDouble::empty);
    }

    @Override
    public Optional<InitialModel> create(JobSpec.Model model) {
        return Nets.of(model).map(net -> new InitialModel(net.layout(), net.initial(model.seed())));
    }

    @Override
    public Optional<Evaluator> forJob(JobSpec spec) {
        return spec.evaluation().data() == EvaluationData.SERVER
                ? Nets.of(spec.model())
                        .flatMap(net -> set(spec.evaluation().set())
                                .filter(set -> fits(net, set) && set.heldOut().count() > 0)
                                .map(set -> evaluator(net, set)))
                : Optional.empty();
    }

    @Override
    public Optional<RootUpdate> rootOf(JobSpec spec) {
        int examples = spec.aggregation().choice().whole("examples");
        return Nets.byName(spec.model())
                .flatMap(net -> set(spec.evaluation().set())
                        .filter(set -> fits(net, set) && set.training().count() >= examples)
                        .map(set -> new RootTraining(
                                net,
                                set.training(),
                                examples,
                                spec.training(),
                                spec.model().seed())::update));
    }

    /** @throws InvalidJobException when the set is here and cannot be loaded */
    private Optional<DataSet> set(String name) {
        DataSet known = read.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Optional<DataSet> loaded = sets.apply(name);
            loaded.ifPresent(set -> read.put(name, set));
            return loaded;
        } catch (DataFileException | ExtensionException e) {
            throw new InvalidJobException(
                    List.of(new Violation("evaluation.set", "unsupported", String.valueOf(e.getMessage()))));
        }
    }

    /** Whether the set's features and classes fit the net. */
    private boolean fits(TrainableNet net, DataSet set) {
        int classes = set.heldOut().classCount();
        return net.featureCount() == set.heldOut().featureCount()
                && (net.classCount() == classes || takesSpareOutputs && net.classCount() > classes);
    }

    private Evaluator evaluator(TrainableNet net, DataSet set) {
        BiFunction<float[], Examples, NetEvaluation> judging = net instanceof Net builtIn
                ? new BlockEvaluation(builtIn, workers.executor, workers.threads)::evaluate
                : net::evaluate;
        return parameters -> {
            NetEvaluation evaluation = judging.apply(parameters, set.heldOut());
            return new Evaluator.Evaluation(evaluation.loss(), evaluation.accuracy(), evaluation.examples());
        };
    }
}
