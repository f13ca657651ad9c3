package io.psephos.learning.data;

/** The examples that each of many clients holds, in two arrays for all of them. */
public final class Shares {
    private final Examples examples;
    private final int[] starts;

    private Shares(Examples examples, int[] starts) {
        this.examples = examples;
        this.starts = starts;
    }

    /**
     * Shares of the examples.
     *
     * @param shares indices by client, as a {@link Partitioner} returns them
     */
    public static Shares of(Examples examples, int[][] shares) {
        int[] starts = new int[shares.length + 1];
        for (int client = 0; client < shares.length; client++) {
            starts[client + 1] = Math.addExact(starts[client], shares[client].length);
        }
        int[] indices = new int[starts[shares.length]];
        for (int client = 0; client < shares.length; client++) {
            System.arraycopy(shares[client], 0, indices, starts[client], shares[client].length);
        }
        return new Shares(examples.select(indices), starts);
    }

    /** Number of clients. */
    public int clients() {
        return starts.length - 1;
    }

    /** The examples of the client, a view of the memory of all. */
    public Examples of(int client) {
        return examples.range(starts[client], count(client));
    }

    /** Number of the client's examples. */
    public int count(int client) {
        return starts[client + 1] - starts[client];
    }

    /** Number of classes. */
    public int classCount() {
        return examples.classCount();
    }
}
