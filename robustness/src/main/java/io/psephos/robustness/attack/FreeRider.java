package io.psephos.robustness.attack;

/** Sends something without having trained, to be given the model for nothing. */
public final class FreeRider implements Attack {
    private final Sends sends;

    /** What passes for an update. */
    public enum Sends {
        /** What the server subtracted last; zeros before that. */
        LAST,
        ZERO,
        /** Coins of the size of what the server subtracted last; zeros before that. */
        RANDOM
    }

    public FreeRider(Sends sends) {
        this.sends = sends;
    }

    @Override
    public float[] corrupt(AttackView view) {
        int count = view.update().length;
        if (sends == Sends.ZERO || view.last().length != count) {
            return new float[count];
        }
        return sends == Sends.LAST
                ? view.last().clone()
                : RandomVotes.votes(count, Moments.rootMeanSquare(view.last()), view.random());
    }
}
