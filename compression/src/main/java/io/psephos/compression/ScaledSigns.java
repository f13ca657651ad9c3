package io.psephos.compression;

/** A payload of one-bit votes, each times the scale of its block. */
public final class ScaledSigns implements Payload {
    private final Blocks blocks;
    private final Signs votes;

    /** @throws IllegalArgumentException when blocks and votes are not of the same length */
    public ScaledSigns(Blocks blocks, Signs votes) {
        VoteWords.checkCount(blocks, votes);
        this.blocks = blocks;
        this.votes = votes;
    }

    @Override
    public int count() {
        return votes.count();
    }

    public Blocks blocks() {
        return blocks;
    }

    public Signs votes() {
        return votes;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        int from = 0;
        for (int k = 0; k < blocks.lengths().length; k++) {
            int to = from + blocks.lengths()[k];
            votes.addTo(accumulator, from, to, weight * blocks.scales()[k]);
            from = to;
        }
    }
}
