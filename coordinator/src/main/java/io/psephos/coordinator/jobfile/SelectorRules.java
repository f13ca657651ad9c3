package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.SelectorKind;
import io.psephos.protocol.Text;

/** The checks of the selector against the other keys of a job file. */
final class SelectorRules {
    private static final String SELECTOR = "participants.selector";

    /** Least number of members that are drawn on average, or most rounds would ask nobody. */
    private static final double LEAST_DRAWN = 0.1;

    private final JobSpec spec;
    private final Refusals refusals;

    private SelectorRules(JobSpec spec, Refusals refusals) {
        this.spec = spec;
        this.refusals = refusals;
    }

    /** What refuses a key, unless one of the others has a violation already. */
    @FunctionalInterface
    interface Refusals {
        void refuse(String path, String detail, String... otherPaths);
    }

    static void check(JobSpec spec, Refusals refusals) {
        new SelectorRules(spec, refusals).check();
    }

    private void check() {
        SelectorKind kind = spec.participants().selector().kind();
        if (kind.isDraw() && !spec.participants().hasRoster()) {
            refusals.refuse(
                    SELECTOR,
                    spec.participants().selector().word() + " draws from a roster, and the job has none",
                    "participants.roster");
            return;
        }
        if (kind.isDraw() && !spec.schedule().isSynchronous()) {
            refusals.refuse(
                    SELECTOR,
                    spec.participants().selector().word()
                            + " draws the cohort of a round, and only synchronous schedules have one; here whoever"
                            + " is free trains, which is first-come",
                    "schedule.mode");
            return;
        }
        everybody(kind);
        switch (kind) {
            case POISSON -> poisson();
            case POWER_OF_CHOICE -> candidates();
            case FIRST_COME, ROSTER_DRAW, BY_EXAMPLES, EXTENSION -> {}
        }
    }

    /** Checks codecs that need everybody's update in every round. */
    private void everybody(SelectorKind kind) {
        boolean leavesOut = !kind.isDraw() || kind.isOfRandomSize();
        if (spec.codec().scheme().sendsDifferences() && spec.participants().hasRoster() && leavesOut) {
            refusals.refuse(
                    SELECTOR,
                    spec.participants().selector().word() + " leaves members out, and "
                            + spec.codec().scheme() + " needs everybody's update in every round",
                    "codec.scheme",
                    "schedule.mode");
        }
    }

    private void poisson() {
        int roster = spec.participants().roster().size();
        double rate = spec.participants().selector().number("rate");
        if (rate > 0 && rate * roster < LEAST_DRAWN) {
            refusals.refuse(
                    SELECTOR + ".rate",
                    "must draw at least " + Text.plain(LEAST_DRAWN) + " of a roster of " + roster
                            + " on average, or nearly all rounds ask nobody, was " + Text.plain(rate),
                    "participants.roster");
        }
        if (spec.robustness().byzantine() > 0) {
            refusals.refuse(
                    "robustness.byzantine",
                    "must be 0 with poisson, whose rounds may be a single client, was "
                            + spec.robustness().byzantine(),
                    SELECTOR);
        }
    }

    private void candidates() {
        int candidates = spec.participants().selector().whole("candidates");
        int cohort = spec.schedule().cohort();
        int roster = spec.participants().roster().size();
        if (candidates != 0 && (candidates < cohort || candidates > roster)) {
            refusals.refuse(
                    SELECTOR + ".candidates",
                    "must be at least the cohort of " + cohort + " and at most the roster of " + roster + ", was "
                            + candidates,
                    "schedule.cohort",
                    "participants.roster");
        }
    }
}
