package io.psephos.protocol;

import java.util.List;

/** A schedule of a learning rate: the share of it that is left, a pure function of the number of published rounds. */
public sealed interface RateDecay {
    /** A constant rate. */
    RateDecay NONE = new Linear(1);

    /**
     * The share of the rate, 0 to 1; it never rises.
     *
     * @param published rounds so far
     * @param rounds of the whole job
     */
    double share(long published, int rounds);

    /**
     * Linear decay: 1 − (1 − a)·t/rounds.
     *
     * @param end a: the share after the last round
     */
    record Linear(double end) implements RateDecay {
        @Override
        public double share(long published, int rounds) {
            return 1 - (1 - end) * published / rounds;
        }
    }

    /**
     * Exponential decay: γ^t.
     *
     * @param base γ
     */
    record Exponential(double base) implements RateDecay {
        @Override
        public double share(long published, int rounds) {
            return StrictMath.pow(base, published);
        }
    }

    /**
     * Step decay: the factor once for each milestone that was reached.
     *
     * @param milestones published rounds, rising
     */
    record Steps(List<Integer> milestones, double factor) implements RateDecay {
        public Steps {
            milestones = List.copyOf(milestones);
        }

        @Override
        public double share(long published, int rounds) {
            double share = 1;
            for (int milestone : milestones) {
                share *= published >= milestone ? factor : 1;
            }
            return share;
        }
    }

    /**
     * Cosine decay without restarts (Loshchilov and Hutter, 2017): e + (1 − e)·(1 + cos(π·t/rounds))/2.
     *
     * @param end e: the share after the last round
     */
    record Cosine(double end) implements RateDecay {
        @Override
        public double share(long published, int rounds) {
            return end + (1 - end) * (1 + StrictMath.cos(StrictMath.PI * published / rounds)) / 2;
        }
    }
}
