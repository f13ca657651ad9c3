package io.psephos.simulation.report;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The runs of one label, over their seeds.
 *
 * @param place from 0, in the order of the report
 */
record Setting(String label, int place, List<ReportRun> runs) {
    /** Whether any of its runs came to its end. */
    boolean isFinished() {
        return runs.stream().anyMatch(run -> run.failure() == null);
    }

    /** The runs that count: those that finished, or all where none did. */
    List<ReportRun> counted() {
        List<ReportRun> finished =
                runs.stream().filter(run -> run.failure() == null).toList();
        return finished.isEmpty() ? runs : finished;
    }

    long failed() {
        return runs.stream().filter(run -> run.failure() != null).count();
    }

    /** The mean of the last accuracies; empty where nothing was evaluated. */
    OptionalDouble accuracy() {
        return accuracies().average();
    }

    /** The standard deviation of the last accuracies among seeds; empty for fewer than two. */
    OptionalDouble deviation() {
        double[] values = accuracies().toArray();
        if (values.length < 2) {
            return OptionalDouble.empty();
        }
        double mean = DoubleStream.of(values).average().orElse(0);
        double squares =
                DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
        return OptionalDouble.of(Math.sqrt(squares / (values.length - 1)));
    }

    private DoubleStream accuracies() {
        return counted().stream()
                .map(ReportRun::accuracy)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue);
    }

    /** The best accuracy of any evaluation of any seed. */
    OptionalDouble best() {
        return counted().stream()
                .flatMap(run -> run.points().stream())
                .map(ReportRun.Point::accuracy)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max();
    }

    double mean(ToDoubleFunction<ReportRun.Totals> total) {
        return counted().stream()
                .map(ReportRun::totals)
                .mapToDouble(total)
                .average()
                .orElse(0);
    }

    /** Bytes that a client sent up for an accepted update, on average. */
    double bytesUpPerUpdate() {
        return mean(totals -> (double) totals.bytesUp() / Math.max(1, totals.updates()));
    }

    /** Bytes that a client fetched for an update, also for one that was refused. */
    double bytesDownPerUpdate() {
        return mean(totals -> (double) totals.bytesDown() / Math.max(1, totals.updates() + totals.refused()));
    }

    /** How a setting got to an accuracy: by how many of the seeds, and what they needed on average. */
    record Reached(int seeds, double rounds, double bytesUp, OptionalDouble seconds) {}

    /** The way to the accuracy; of no seeds where none got there. */
    Reached reaches(double accuracy) {
        List<ReportRun.Point> first = counted().stream()
                .flatMap(run -> run.points().stream()
                        .filter(point -> point.accuracy() != null && point.accuracy() >= accuracy)
                        .limit(1))
                .toList();
        return new Reached(
                first.size(),
                first.stream().mapToLong(ReportRun.Point::round).average().orElse(Double.NaN),
                first.stream().mapToLong(ReportRun.Point::bytesUp).average().orElse(Double.NaN),
                first.stream()
                        .map(ReportRun.Point::seconds)
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .average());
    }

    /** The last round of any evaluation. */
    OptionalLong lastRound() {
        return counted().stream()
                .flatMap(run -> run.points().stream())
                .mapToLong(ReportRun.Point::round)
                .max();
    }
}
