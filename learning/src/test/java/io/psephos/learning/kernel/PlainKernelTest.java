package io.psephos.learning.kernel;

final class PlainKernelTest extends MatrixKernelContract {

    @Override
    MatrixKernel kernel() {
        return new PlainKernel();
    }
}
