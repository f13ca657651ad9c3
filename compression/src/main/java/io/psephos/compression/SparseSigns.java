package io.psephos.compression;

/** A payload of the few coordinates that are not zero, each plus or minus the scale of its block. */
public final class SparseSigns implements Payload {
    /** The bit that is set in a vote of −1. */
    public static final int MINUS = 1 << 31;

    private final Blocks blocks;
    private final int[] bins;
    private final int[] votes;

    /**
     * @param bins coordinates that each block's votes are counted by, at least 1; not copied
     * @param votes the coordinates that are not zero, ascending, with {@link #MINUS} where the vote is −1; not copied
     */
    public SparseSigns(Blocks blocks, int[] bins, int[] votes) {
        if (bins.length != blocks.lengths().length) {
            throw new IllegalArgumentException(
                    "one bin length a block, had " + bins.length + " for " + blocks.lengths().length);
        }
        for (int bin : bins) {
            if (bin < 1) {
                throw new IllegalArgumentException("bin must have a coordinate, had " + bin);
            }
        }
        int previous = -1;
        for (int vote : votes) {
            int index = vote & ~MINUS;
            if (index <= previous || index >= blocks.count()) {
                throw new IllegalArgumentException(
                        "index must be " + (previous + 1) + " to " + (blocks.count() - 1) + ", was " + index);
            }
            previous = index;
        }
        this.blocks = blocks;
        this.bins = bins;
        this.votes = votes;
    }

    @Override
    public int count() {
        return blocks.count();
    }

    public Blocks blocks() {
        return blocks;
    }

    /** Number of coordinates in a bin, for each block: read only. */
    public int[] bins() {
        return bins;
    }

    /** Ascending indices of the coordinates that are kept, with {@link #MINUS} where the vote is −1: read only. */
    public int[] votes() {
        return votes;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        int from = 0;
        for (int k = 0, end = 0; k < bins.length; k++) {
            end += blocks.lengths()[k];
            int step = Float.floatToRawIntBits(weight * blocks.scales()[k]);
            for (; from < votes.length && (votes[from] & ~MINUS) < end; from++) {
                int vote = votes[from];
                accumulator[vote & ~MINUS] += Float.intBitsToFloat(step ^ vote & MINUS);
            }
        }
    }
}
