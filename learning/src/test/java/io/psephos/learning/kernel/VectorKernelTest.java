package io.psephos.learning.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

final class VectorKernelTest extends MatrixKernelContract {

    @Override
    MatrixKernel kernel() {
        assumeTrue(moduleIsResolved(), "jdk.incubator.vector is not among the modules");
        return Kernels.vector().orElseThrow();
    }

    @Test
    void isTheBestWhereItsModuleIsResolved() {
        assertThat(Kernels.best().getClass().getSimpleName())
                .isEqualTo(moduleIsResolved() ? "VectorKernel" : "PlainKernel");
    }

    private static boolean moduleIsResolved() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
