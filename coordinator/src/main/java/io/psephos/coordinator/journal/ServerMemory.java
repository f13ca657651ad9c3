package io.psephos.coordinator.journal;

import java.util.Arrays;
import java.util.List;

/**
 * What a job carries from one version to the next besides the parameters; nobody writes to it.
 *
 * @param momentum of the optimizer; empty for none
 * @param residual of the server's error feedback; empty for none
 * @param shift mean of what clients remember whose updates are differences; empty for zeros
 * @param last direction of the newest aggregate, where something compares with it; empty for none
 * @param b bounds of the offers for this version, one a tensor, where clients' reports set them; empty for none
 * @param levels of the offers for this version, where the last aggregate set them; 0 = none
 */
public record ServerMemory(
        float[] momentum, float[] residual, float[] shift, float[] last, List<Double> b, int levels) {
    private static final float[] NOTHING = {};

    /** Of a job at its beginning. */
    public static final ServerMemory EMPTY = new ServerMemory(NOTHING, NOTHING, NOTHING, NOTHING, List.of(), 0);

    public ServerMemory {
        b = List.copyOf(b);
    }

    /** What is left after the model was set back: clients remember what they did before. */
    public ServerMemory afterRollback() {
        return new ServerMemory(NOTHING, NOTHING, shift, NOTHING, List.of(), 0);
    }

    /** What is left after clients were asked to begin anew. */
    public ServerMemory withoutShift() {
        return new ServerMemory(momentum, residual, NOTHING, last, b, levels);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerMemory memory
                && Arrays.equals(momentum, memory.momentum)
                && Arrays.equals(residual, memory.residual)
                && Arrays.equals(shift, memory.shift)
                && Arrays.equals(last, memory.last)
                && b.equals(memory.b)
                && levels == memory.levels;
    }

    @Override
    public int hashCode() {
        int floats = 31 * (31 * Arrays.hashCode(momentum) + Arrays.hashCode(residual)) + Arrays.hashCode(shift);
        return 31 * (31 * (31 * floats + Arrays.hashCode(last)) + b.hashCode()) + levels;
    }
}
