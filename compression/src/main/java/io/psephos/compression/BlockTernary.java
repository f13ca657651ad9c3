package io.psephos.compression;

/** A payload of ternary votes, each times the scale of its bucket. */
public final class BlockTernary implements Payload {
    private final Buckets buckets;
    private final Ternary votes;

    /** @throws IllegalArgumentException when buckets and votes are not of the same length */
    public BlockTernary(Buckets buckets, Ternary votes) {
        if (buckets.count() != votes.count()) {
            throw new IllegalArgumentException(
                    "buckets of " + buckets.count() + " coordinates cannot scale " + votes.count() + " votes");
        }
        this.buckets = buckets;
        this.votes = votes;
    }

    @Override
    public int count() {
        return votes.count();
    }

    public Buckets buckets() {
        return buckets;
    }

    public Ternary votes() {
        return votes;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        for (int k = 0; k < buckets.scales().length; k++) {
            votes.addTo(accumulator, buckets.from(k), buckets.to(k), weight * buckets.scales()[k]);
        }
    }
}
