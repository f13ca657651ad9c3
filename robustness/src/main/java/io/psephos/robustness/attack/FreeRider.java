package io.psephos.robustness.attack;

/** A free rider, which sends something without having trained in order to receive the model. */
public final class FreeRider implements Attack {
    private final Sends sends;

    /** What is sent in place of an update. */
    public enum Sends {
        /** The server's last step; zeros before that. */
        LAST,
        ZERO,
        /** Random signs of the size of the server's last step; zeros before that. */
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
