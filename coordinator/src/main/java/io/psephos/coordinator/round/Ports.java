package io.psephos.coordinator.round;

import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.cohort.Population;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.model.InitialModels;
import io.psephos.coordinator.model.RootUpdates;
import io.psephos.coordinator.plan.StageFactory;
import io.psephos.coordinator.plan.Stages;
import java.util.concurrent.Executor;

/**
 * The ports of a coordinator: storage, time, population, models and executors.
 *
 * @param journal the durable store of jobs
 * @param records the read-only view of the same jobs
 * @param stages the registry of server stages
 * @param writer runs a job's commands, which block on storage and judge by filters; one task a job at a time
 * @param compute runs decoding, folding and the stages of closed rounds; bounded by the cores
 */
public record Ports(
        Journal journal,
        Records records,
        InitialModels models,
        Evaluators evaluators,
        RootUpdates roots,
        Stages stages,
        Population population,
        Timekeeper time,
        IdSource ids,
        Executor writer,
        Executor compute) {

    /** Returns these ports with one more stage. */
    public Ports with(StageFactory stage) {
        return new Ports(
                journal, records, models, evaluators, roots, stages.and(stage), population, time, ids, writer, compute);
    }
}
