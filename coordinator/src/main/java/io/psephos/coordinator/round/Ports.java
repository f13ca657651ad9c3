package io.psephos.coordinator.round;

import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.cohort.Population;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.model.InitialModels;
import io.psephos.coordinator.model.RootUpdates;
import io.psephos.coordinator.plan.StageFactory;
import io.psephos.coordinator.plan.Stages;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * All that a coordinator is given from outside.
 *
 * @param stages that jobs may have
 * @param writer runs a job's commands, which block on storage; one task a job at a time
 * @param compute runs decoding and folding; bounded by the cores
 */
public record Ports(
        Journal journal,
        InitialModels models,
        Evaluators evaluators,
        RootUpdates roots,
        Stages stages,
        Population population,
        Timekeeper time,
        IdSource ids,
        Executor writer,
        Executor compute) {

    /** Ports with the stages of this version. */
    public Ports(
            Journal journal,
            InitialModels models,
            Evaluators evaluators,
            RootUpdates roots,
            Population population,
            Timekeeper time,
            IdSource ids,
            Executor writer,
            Executor compute) {
        this(journal, models, evaluators, roots, Stages.builtIn(), population, time, ids, writer, compute);
    }

    /** Ports of a server that trains nothing itself. */
    public Ports(
            Journal journal,
            InitialModels models,
            Evaluators evaluators,
            Population population,
            Timekeeper time,
            IdSource ids,
            Executor writer,
            Executor compute) {
        this(journal, models, evaluators, spec -> Optional.empty(), population, time, ids, writer, compute);
    }

    /** The same with one more stage. */
    public Ports with(StageFactory stage) {
        return new Ports(
                journal, models, evaluators, roots, stages.and(stage), population, time, ids, writer, compute);
    }
}
