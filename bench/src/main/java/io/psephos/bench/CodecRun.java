package io.psephos.bench;

import io.psephos.bench.compression.Courier;
import io.psephos.bench.compression.Updates;
import io.psephos.protocol.CodecScheme;
import java.util.ArrayList;
import java.util.List;

/** Measures what {@link CodecReport} shows, each scheme with its usual options. */
final class CodecRun {
    private static final int SIDE = 1 << 10;
    private static final int PAIRS = 15;
    private static final int COPIES = 16;
    private static final long WARM_UP = 1_000_000_000L;

    private CodecRun() {}

    static CodecReport measure() {
        Updates gaussian = Updates.gaussian(SIDE, 1);
        Updates laplace = Updates.laplace(SIDE, 2);
        Updates gradient = Updates.gradient(3);
        List<CodecReport.Row> rows = new ArrayList<>();
        for (CodecScheme scheme : CodecScheme.values()) {
            Courier courier = new Courier(scheme, gaussian, 4);
            Contest.warmUp(courier::encode, WARM_UP);
            Contest.warmUp(courier::decode, WARM_UP);
            Contest.warmUp(courier::copy, WARM_UP / 4);
            rows.add(new CodecReport.Row(
                    scheme.word(),
                    gaussian.values().length,
                    Contest.of(courier::encode, () -> repeat(courier::copy), PAIRS)
                            .per(1, COPIES),
                    Contest.of(courier::decode, () -> repeat(courier::copy), PAIRS)
                            .per(1, COPIES),
                    courier.bits(),
                    new Courier(scheme, laplace, 5).bits(),
                    new Courier(scheme, gradient, 6).bits()));
        }
        return new CodecReport(rows);
    }

    private static void repeat(Runnable copy) {
        for (int i = 0; i < COPIES; i++) {
            copy.run();
        }
    }
}
