package io.psephos.robustness.aggregator;

import java.util.Optional;

/** The breakdown conditions of rules: how many Byzantine vectors f among n they withstand at most. */
public enum Breakdown {
    /** Fewer than half: no rule that does not know more withstands more. */
    HALF("n > 2f") {
        @Override
        boolean holds(int count, int byzantine) {
            return count > 2L * byzantine;
        }
    },
    /** Krum's condition: every honest vector has n − f − 2 honest neighbours or more, and they are a majority. */
    KRUM("n > 2f + 2") {
        @Override
        boolean holds(int count, int byzantine) {
            return count > 2L * byzantine + 2;
        }
    },
    /** Bulyan's condition, which trims what Krum selected. */
    BULYAN("n >= 4f + 3") {
        @Override
        boolean holds(int count, int byzantine) {
            return count >= 4L * byzantine + 3;
        }
    },
    /** Fewer than half, and few enough for a search that is exponential in f. */
    SEARCHED("n > 2f and f <= " + MinimumDiameterAveraging.MOST_BYZANTINE) {
        @Override
        boolean holds(int count, int byzantine) {
            return HALF.holds(count, byzantine) && byzantine <= MinimumDiameterAveraging.MOST_BYZANTINE;
        }
    },
    /** Any number, each of which moves the result by a stated length at most. */
    BOUNDED("f >= 0") {
        @Override
        boolean holds(int count, int byzantine) {
            return true;
        }
    },
    /** All but one, where the server has an update of its own to hold against theirs. */
    ALL_BUT_ONE("n > f") {
        @Override
        boolean holds(int count, int byzantine) {
            return count > byzantine;
        }
    };

    private final String condition;

    Breakdown(String condition) {
        this.condition = condition;
    }

    abstract boolean holds(int count, int byzantine);

    /** The condition, as a formula of n and f. */
    public String condition() {
        return condition;
    }

    /** The reason why a rule of that name cannot be used; empty when it can. */
    public Optional<String> refusal(String rule, int count, int byzantine) {
        return byzantine >= 0 && holds(count, byzantine)
                ? Optional.empty()
                : Optional.of(rule + " needs " + condition + ", was n = " + count + " vectors and f = " + byzantine);
    }

    void require(String rule, int count, int byzantine) {
        refusal(rule, count, byzantine).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
    }
}
