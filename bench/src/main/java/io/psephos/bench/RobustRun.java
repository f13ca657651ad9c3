package io.psephos.bench;

import io.psephos.bench.robustness.Gathering;
import io.psephos.learning.kernel.Kernels;
import io.psephos.learning.kernel.MatrixKernel;
import java.util.concurrent.ForkJoinPool;

/** Measures what {@link RobustReport} shows, in a pool of one thread, which then does all the work that is counted. */
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
        Gathering gathering = new Gathering(CLIENTS, LENGTH, 1);
        Contest.warmUp(gathering::distances, WARM_UP);
        Contest.Result best = against(Kernels.best(), gathering);
        Contest.Result plain = against(Kernels.plain(), gathering);
        Gathering fewer = new Gathering(CLIENTS, SHORT, 2);
        Contest.warmUp(fewer::median, WARM_UP);
        Contest.warmUp(() -> fewer.sorted(SORTED), WARM_UP);
        Contest.Result median = Contest.of(fewer::median, () -> fewer.sorted(SORTED), PAIRS);
        return new RobustReport(best, plain, median.per(SHORT, SORTED));
    }

    private static Contest.Result against(MatrixKernel kernel, Gathering gathering) {
        Runnable products = () -> {
            for (int i = 0; i < PRODUCTS; i++) {
                gathering.product(kernel);
            }
        };
        Contest.warmUp(products, WARM_UP);
        return Contest.of(gathering::distances, products, PAIRS)
                .per(gathering.pairs(), PRODUCTS * gathering.products());
    }
}
