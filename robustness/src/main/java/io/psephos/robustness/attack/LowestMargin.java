package io.psephos.robustness.attack;

import java.util.Arrays;

/**
 * The attacker's own votes, but where the honest votes are nearest to a tie: there it votes against their majority,
 * with the largest magnitude of any of them, so that chance cannot turn its vote. Of equal margins the smaller sum of
 * updates counts as nearer.
 */
public final class LowestMargin implements Attack {
    private final double share;

    /** @param share of the coordinates that are voted against, 0 to 1 */
    public LowestMargin(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share of turned coordinates must be 0 to 1, was " + share);
        }
        this.share = share;
    }

    @Override
    public float[] corrupt(AttackView view) {
        float[] sent = view.update().clone();
        int[] majority = new int[sent.length];
        long[] margins = margins(view, majority);
        int turned = (int) Math.round(share * sent.length);
        if (turned == 0) {
            return sent;
        }
        long[] sorted = margins.clone();
        Arrays.sort(sorted);
        long limit = sorted[turned - 1];
        long atLimit = turned
                - Arrays.stream(sorted, 0, turned)
                        .filter(margin -> margin < limit)
                        .count();
        float size = largest(view);
        for (int i = 0; i < sent.length; i++) {
            if (margins[i] < limit || margins[i] == limit && atLimit-- > 0) {
                sent[i] = majority[i] > 0 || majority[i] == 0 && sent[i] > 0 ? -size : size;
            }
        }
        return sent;
    }

    /**
     * The sums of votes, and the key |sum of the votes| above |sum of the updates| that orders coordinates by margin.
     */
    private static long[] margins(AttackView view, int[] majority) {
        float[] sums = new float[majority.length];
        for (float[] honest : view.honest()) {
            for (int i = 0; i < sums.length; i++) {
                majority[i] += (int) Math.signum(honest[i]);
                sums[i] += honest[i];
            }
        }
        long[] margins = new long[majority.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = (long) Math.abs(majority[i]) << Integer.SIZE | Float.floatToIntBits(Math.abs(sums[i]));
        }
        return margins;
    }

    private static float largest(AttackView view) {
        float largest = 0;
        for (float[] honest : view.honest()) {
            for (float value : honest) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }
}
