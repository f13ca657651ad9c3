package io.psephos.coordinator.round;

import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.cohort.Population;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.model.InitialModels;
import io.psephos.coordinator.model.RootUpdates;
import java.util.concurrent.Executor;

/**
 * All that a coordinator is given from outside.
 *
 * @param writer runs a job's commands, which block on storage; one task a job at a time
 * @param compute runs decoding and folding; bounded by the cores
 */
public record Ports(
        Journal journal,
        InitialModels models,
        Evaluators evaluators,
        RootUpdates roots,
        Population population,
        Timekeeper time,
        IdSource ids,
        Executor writer,
        Executor compute) {}
