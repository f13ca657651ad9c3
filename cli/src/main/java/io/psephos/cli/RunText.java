package io.psephos.cli;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.SyntheticPool;
import java.util.Locale;

/** What is told of a simulated job before and after it runs. */
final class RunText {
    private final Output output;
    private final JobSpec spec;

    RunText(Output output, JobSpec spec) {
        this.output = output;
        this.spec = spec;
    }

    /** @param all whether the share of every client is listed */
    void introduce(DataSet examples, SyntheticPool pool, boolean all) {
        output.fact(
                "job",
                spec.name() + ": " + spec.model().net() + " " + Specs.widths(spec) + ", "
                        + Amount.count(Nets.parameterCount(spec.model())) + " weights");
        output.fact(
                "data",
                examples.name() + ", " + Amount.count(examples.training().count())
                        + " examples partitioned among " + Amount.count(pool.size()) + " clients by "
                        + Specs.partition(spec) + ", "
                        + Amount.count(examples.heldOut().count()) + " held out");
        examples.notes().forEach(note -> output.fact("", note));
        output.fact(
                "updates",
                Specs.codec(spec) + ", " + spec.aggregation().choice().word() + ", attack " + Specs.attack(spec));
        if (all) {
            output.line("");
            output.line(pool.table().render());
        } else {
            output.fact("shares", "examples a client: " + pool.table().spread() + "; --verbose lists all");
            output.line("");
        }
    }

    void conclude(SimulationResult result) {
        output.line("");
        if (!result.end().isFinished()) {
            output.fact(result.end().kind().word(), ended(result));
        }
        output.fact(
                "accuracy",
                Amount.percent(result.accuracy()) + " after " + Amount.count(result.rounds()) + " rounds, "
                        + Amount.count(Math.round(result.updatesPerSecond())) + " updates/s");
        if (result.updates() > 0) {
            tellTraffic(result);
        }
        result.staleness()
                .ifPresent(staleness -> output.line(String.format(
                        Locale.ROOT,
                        "staleness    %.1f versions on average, deviation %.1f",
                        staleness.mean(),
                        staleness.deviation())));
        if (result.unsettledRounds() > 0) {
            output.fact(
                    "unsettled",
                    "the rule's steps were used up in " + Amount.count(result.unsettledRounds())
                            + " rounds before its vector stood; more aggregation.iterations may do");
        }
        output.line("digest       " + result.digest());
    }

    private void tellTraffic(SimulationResult result) {
        output.fact("up", traffic(result.uploadBytesPerUpdate(), result.uploadBytes(), result));
        output.fact("down", traffic(result.downloadBytesPerUpdate(), result.downloadBytes(), result));
    }

    private static String ended(SimulationResult result) {
        String reason = result.end().reason();
        return "in round " + (result.end().round() + 1) + (reason == null ? "" : ": " + Reason.words(reason));
    }

    private static String traffic(double each, long all, SimulationResult result) {
        return Amount.bytes(Math.round(each)) + " a client and round, float32 " + Amount.bytes(result.float32Bytes())
                + ": " + Amount.ratio(result.float32Bytes() / Math.max(1, each)) + "; " + Amount.bytes(all)
                + " in all";
    }
}
