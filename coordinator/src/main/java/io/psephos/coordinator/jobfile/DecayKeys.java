package io.psephos.coordinator.jobfile;

import io.psephos.protocol.RateDecay;
import java.util.List;

/** The parser of learning-rate schedules. */
final class DecayKeys {
    private static final int MOST_MILESTONES = 1000;

    private DecayKeys() {}

    /** Parses the key {@code decay}; no decay where it is missing. */
    static RateDecay parse(ConfigSection section) {
        if (!section.has("decay")) {
            return RateDecay.NONE;
        }
        if (!section.isSection("decay")) {
            section.text(
                    "decay",
                    "cosine",
                    "cosine"::equals,
                    "must be cosine, {linear: a}, {exponential: γ}, {steps: [t, …], factor: f} or {cosine: e}");
            return new RateDecay.Cosine(0);
        }
        ConfigSection decay = section.section("decay");
        RateDecay parsed = parsed(decay);
        decay.end();
        return parsed;
    }

    private static RateDecay parsed(ConfigSection decay) {
        if (decay.names("exponential")) {
            return new RateDecay.Exponential(decay.number("exponential", 1, 1e-6, 1));
        }
        if (decay.names("steps")) {
            return new RateDecay.Steps(milestones(decay), decay.number("factor", 0.1, 1e-6, 1));
        }
        if (decay.names("cosine")) {
            return new RateDecay.Cosine(decay.number("cosine", 0, 0, 1));
        }
        return new RateDecay.Linear(decay.number("linear", 1, 0, 1));
    }

    private static List<Integer> milestones(ConfigSection decay) {
        List<Integer> milestones = decay.wholes("steps", List.of(), 1, JobFile.MOST_ROUNDS);
        boolean rises = true;
        for (int i = 1; i < milestones.size(); i++) {
            rises &= milestones.get(i - 1) < milestones.get(i);
        }
        if (!rises || milestones.size() > MOST_MILESTONES) {
            decay.fault(
                    "steps",
                    "out-of-range",
                    "must be at most " + MOST_MILESTONES + " numbers of published rounds, rising");
        }
        return milestones;
    }
}
