package io.psephos.coordinator.journal;

import java.util.Arrays;
import java.util.List;

/**
 * What a job carries from one version to the next besides the parameters; nobody writes to it.
 *
 * @param momentum of the optimizer; empty for none
 * @param residual of the server's error feedback; empty for none
 * @param b bounds of the offers for this version, one a tensor, where clients' reports set them; empty for none
 */
public record ServerMemory(float[] momentum, float[] residual, List<Double> b) {
    /** Of a job at its beginning. */
    public static final ServerMemory EMPTY = new ServerMemory(new float[0], new float[0], List.of());

    public ServerMemory {
        b = List.copyOf(b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerMemory memory
                && Arrays.equals(momentum, memory.momentum)
                && Arrays.equals(residual, memory.residual)
                && b.equals(memory.b);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(momentum) + Arrays.hashCode(residual)) + b.hashCode();
    }
}
