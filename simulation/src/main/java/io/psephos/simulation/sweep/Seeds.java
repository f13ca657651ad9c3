package io.psephos.simulation.sweep;

import io.psephos.protocol.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The seeds that every setting of a sweep is run with.
 *
 * @param count how many, from the first one on; 0 where they are listed
 * @param listed each of them, or the first one alone; without any, the job file's
 */
public record Seeds(int count, List<Long> listed) {
    /** As many as any sweep has. */
    public static final int MOST = 10_000;

    private static final long LARGEST = (1L << 53) - 1;
    private static final String FORM =
            "must be a number of seeds from 1 to " + MOST + ", or the seeds themselves such as 3,7,11";

    public Seeds {
        listed = List.copyOf(listed);
    }

    /** The seeds of the job file, which stay as they are. */
    public static Seeds ofTheJob() {
        return new Seeds(0, List.of());
    }

    /** One seed. */
    public static Seeds of(long seed) {
        return new Seeds(0, List.of(seed));
    }

    /**
     * Reads a number of seeds, or with a comma the seeds themselves.
     *
     * @throws InvalidSweepException when it is neither, or has a seed twice
     */
    public static Seeds parse(String text) {
        if (!text.contains(",")) {
            return new Seeds((int) whole(text, text, 1, MOST), List.of());
        }
        List<Long> seeds = new ArrayList<>();
        for (String seed : text.split(",", -1)) {
            seeds.add(whole(seed, text, 0, LARGEST));
        }
        if (seeds.stream().distinct().count() < seeds.size()) {
            throw new InvalidSweepException("must be different seeds; was '" + Text.printable(text) + "'");
        }
        return new Seeds(0, seeds);
    }

    private static long whole(String number, String text, long least, long most) {
        try {
            long value = Long.parseLong(number.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // No whole number: refused below like any other.
        }
        throw new InvalidSweepException(FORM + "; was '" + Text.printable(text) + "'");
    }

    /**
     * The same number of seeds from another first one on.
     *
     * @throws InvalidSweepException where the seeds are listed
     */
    public Seeds from(long first) {
        if (count == 0) {
            throw new InvalidSweepException("--seed and a list of --seeds exclude each other; leave one out");
        }
        return new Seeds(count, List.of(first));
    }

    /** Whether jobs keep the seeds of their files. */
    boolean areTheJobs() {
        return count == 0 && listed.isEmpty();
    }

    /** Number of runs of each setting. */
    int runs() {
        return Math.max(1, count == 0 ? listed.size() : count);
    }

    /**
     * Returns the seeds of a job.
     *
     * @param own the seed of its file
     */
    List<Long> forJob(long own) {
        if (count == 0) {
            return listed.isEmpty() ? List.of(own) : listed;
        }
        long first = listed.isEmpty() ? own : listed.get(0);
        return LongStream.range(first, first + count).boxed().toList();
    }
}
