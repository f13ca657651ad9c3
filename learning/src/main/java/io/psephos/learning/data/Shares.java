package io.psephos.learning.data;

/** The examples that each of many clients holds, in two arrays for all of them. */
public final class Shares {
    private final Examples examples;
    private final int[] starts;
    private final int copies;

    private Shares(Examples examples, int[] starts, int copies) {
        this.examples = examples;
        this.starts = starts;
        this.copies = copies;
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
        return new Shares(examples.select(indices), starts, 0);
    }

    /** These shares after so many clients more, which hold what the first of these hold, in turn. */
    public Shares afterCopies(int count) {
        return new Shares(examples, starts, count);
    }

    /** Number of clients. */
    public int clients() {
        return copies + starts.length - 1;
    }

    /** The examples of the client, a view of the memory of all. */
    public Examples of(int client) {
        return examples.range(starts[share(client)], count(client));
    }

    /** Number of the client's examples. */
    public int count(int client) {
        int share = share(client);
        return starts[share + 1] - starts[share];
    }

    private int share(int client) {
        return client < copies ? client % (starts.length - 1) : client - copies;
    }

    /** Number of classes. */
    public int classCount() {
        return examples.classCount();
    }
}
