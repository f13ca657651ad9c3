package io.psephos.simulation;

import io.psephos.client.Trainer;
import io.psephos.learning.data.PartitionTable;
import java.util.OptionalDouble;
import java.util.Set;

/** What the clients of a pool learn, each known by its position. */
interface LocalLearning {

    /** Number of clients. */
    int clients();

    /** Names of the regularizers that its trainers know. */
    Set<String> regularizers();

    /**
     * The table of the partition.
     *
     * @throws UnsupportedOperationException where only trainers know the examples
     */
    PartitionTable table();

    /**
     * The number of examples of each class that the client at the position holds.
     *
     * @throws UnsupportedOperationException where only trainers know the examples
     */
    int[] classCounts(int position);

    /**
     * The training of an honest client.
     *
     * @param inPassing whether the caller is done with the result before this thread trains again, so that it may be
     *     memory of the thread, and leaves alone what was offered
     */
    Trainer honest(int position, boolean inPassing);

    /** The same of an attacker, on what it made of its examples. */
    Trainer byzantine(int position, boolean inPassing);

    /** What an attacker returns that does not train, and claims as many examples as it holds. */
    Trainer idle(int position);

    /** The success rate of the backdoor in a model; empty where there is no backdoor attack. */
    OptionalDouble backdoorSuccess(float[] parameters);
}
