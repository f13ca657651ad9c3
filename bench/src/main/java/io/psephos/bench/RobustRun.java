package io.psephos.bench;

import io.psephos.bench.robustness.SyntheticUpdates;
import io.psephos.learning.kernel.Kernels;
import io.psephos.learning.kernel.MatrixKernel;
import java.util.concurrent.ForkJoinPool;

/** The measurement for {@link RobustReport}, in a pool of one thread, which then does all the work that is counted. */
final class RobustRun {
    private static final int CLIENTS = 100;
    private static final int LENGTH = 1 << 20;
    private static final int SHORT = 1 << 18;
    private static final int SORTED = 1 << 13;
    private static final int PAIRS = 9;
    private static final int PRODUCTS = 40;
    private static final long WARM_UP = 3_000_000_000L;

    private RobustRun() {}

    static RobustReport measure() {
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            return one.submit(RobustRun::run).join();
        }
    }

    private static RobustReport run() {
        SyntheticUpdates updates = new SyntheticUpdates(CLIENTS, LENGTH, 1);
        PairedTiming.warmUp(updates::distances, WARM_UP);
        PairedTiming.Result best = against(Kernels.best(), updates);
        PairedTiming.Result plain = against(Kernels.plain(), updates);
        SyntheticUpdates fewer = new SyntheticUpdates(CLIENTS, SHORT, 2);
        PairedTiming.warmUp(fewer::median, WARM_UP);
        PairedTiming.warmUp(() -> fewer.sorted(SORTED), WARM_UP);
        PairedTiming.Result median = PairedTiming.of(fewer::median, () -> fewer.sorted(SORTED), PAIRS);
        return new RobustReport(best, plain, median.per(SHORT, SORTED));
    }

    private static PairedTiming.Result against(MatrixKernel kernel, SyntheticUpdates updates) {
        Runnable products = () -> {
            for (int i = 0; i < PRODUCTS; i++) {
                updates.product(kernel);
            }
        };
        PairedTiming.warmUp(products, WARM_UP);
        return PairedTiming.of(updates::distances, products, PAIRS).per(updates.pairs(), PRODUCTS * updates.products());
    }
}
