package io.psephos.coordinator.jobfile;

import io.psephos.protocol.RateDecay;
import java.util.List;
import java.util.Map;

/** The keys of learning-rate schedules. */
final class DecayKeys {
    private static final String NAME = "decay";
    private static final String WORD = "cosine";
    private static final int MOST_MILESTONES = 1000;

    private static final Key<Double> LINEAR = Key.number("linear", 1, 0, 1)
            .means("Share of the rate that is left after the last round, falling in a straight line; 1 is no decay.");
    private static final Key<Double> EXPONENTIAL = Key.number("exponential", 1, 1e-6, 1)
            .means("Factor γ by which the rate falls each round: rate × γᵗ after t published rounds.");
    private static final Key<List<Integer>> STEPS = new Key<List<Integer>>(
                    "steps", new KeyType.Wholes(1, JobFile.MOST_ROUNDS, 0, MOST_MILESTONES, true), List.of())
            .means("Milestones, rising: numbers of published rounds at each of which the rate falls.");
    private static final Key<Double> FACTOR =
            Key.number("factor", 0.1, 1e-6, 1).means("What the rate is multiplied by at each milestone.");
    private static final Key<Double> COSINE = Key.number(WORD, 0, 0, 1)
            .means("Share of the rate that is left after the last round, falling along half a cosine; the word `cosine`"
                    + " alone is 0.");

    private DecayKeys() {}

    /**
     * The key {@code decay} of a section, with its meaning there.
     *
     * @param shortFor the option that a bare number is short for; empty for none
     */
    static Key<ConfigSection> key(String shortFor, String meaning) {
        return Key.mapping(
                        NAME,
                        List.of(WORD),
                        shortFor,
                        Section.form("Linear decay.", LINEAR),
                        Section.form("Exponential decay.", EXPONENTIAL),
                        Section.form("Decay at milestones.", STEPS, FACTOR),
                        Section.form("Cosine decay without restarts.", COSINE))
                .usually("none: `{linear: 1.0}`")
                .means(meaning);
    }

    /** Parses the key {@code decay}; no decay where it is missing. */
    static RateDecay parse(ConfigSection section) {
        if (!section.has(NAME)) {
            return RateDecay.NONE;
        }
        if (!section.isSection(NAME)) {
            section.text(
                    NAME,
                    WORD,
                    WORD::equals,
                    "must be cosine, {linear: a}, {exponential: γ}, {steps: [t, …], factor: f} or {cosine: e}");
            return new RateDecay.Cosine(0);
        }
        ConfigSection decay = section.section(NAME);
        RateDecay parsed = parsed(decay);
        decay.end();
        return parsed;
    }

    private static RateDecay parsed(ConfigSection decay) {
        if (decay.names(EXPONENTIAL.name())) {
            return new RateDecay.Exponential(EXPONENTIAL.read(decay));
        }
        if (decay.names(STEPS.name())) {
            return new RateDecay.Steps(milestones(decay), FACTOR.read(decay));
        }
        if (decay.names(COSINE.name())) {
            return new RateDecay.Cosine(COSINE.read(decay));
        }
        return new RateDecay.Linear(LINEAR.read(decay));
    }

    private static List<Integer> milestones(ConfigSection decay) {
        List<Integer> milestones = STEPS.read(decay);
        boolean rises = true;
        for (int i = 1; i < milestones.size(); i++) {
            rises &= milestones.get(i - 1) < milestones.get(i);
        }
        if (!rises || milestones.size() > MOST_MILESTONES) {
            decay.fault(
                    STEPS.name(),
                    "out-of-range",
                    "must be at most " + MOST_MILESTONES + " numbers of published rounds, rising");
        }
        return milestones;
    }

    static Map<String, Object> render(RateDecay decay) {
        SectionWriter tree = new SectionWriter();
        switch (decay) {
            case RateDecay.Linear linear -> tree.put(LINEAR, linear.end());
            case RateDecay.Exponential exponential -> tree.put(EXPONENTIAL, exponential.base());
            case RateDecay.Steps steps -> tree.put(STEPS, steps.milestones()).put(FACTOR, steps.factor());
            case RateDecay.Cosine cosine -> tree.put(COSINE, cosine.end());
        }
        return tree.entries();
    }
}
