package io.psephos.coordinator.cohort;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** The random draw of a roster job's cohort, a function of (seed, round), so that anybody can repeat it. */
public final class RosterDraw {
    private RosterDraw() {}

    /** Returns the names of {@code size} members of the roster. */
    public static Set<String> draw(List<String> roster, int size, long seed, long round) {
        return names(roster, positions(roster.size(), size, seed, round));
    }

    /** Returns the names at the positions. */
    static Set<String> names(List<String> roster, Collection<Integer> positions) {
        return positions.stream().map(roster::get).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns {@code size} different numbers below {@code population}, every subset being equally likely, in O(size)
     * time (Floyd's sampling).
     */
    public static Set<Integer> positions(int population, int size, long seed, long round) {
        return positions(population, size, mix(seed, round));
    }

    /** The same for the seed of a round. */
    static Set<Integer> positions(int population, int size, long roundSeed) {
        if (size < 0 || size > population) {
            throw new IllegalArgumentException("size must be at most " + population + ", was " + size);
        }
        SplittableRandom random = new SplittableRandom(roundSeed);
        Set<Integer> drawn = new HashSet<>();
        for (int i = population - size; i < population; i++) {
            int candidate = random.nextInt(i + 1);
            drawn.add(drawn.contains(candidate) ? i : candidate);
        }
        return drawn;
    }

    /** Combines two numbers into one seed, by the finalizer of SplitMix64. */
    public static long mix(long seed, long round) {
        long z = seed * 0x9e3779b97f4a7c15L + round;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
