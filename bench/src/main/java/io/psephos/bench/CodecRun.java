package io.psephos.bench;

import io.psephos.bench.compression.CodecRoundTrip;
import io.psephos.bench.compression.Updates;
import io.psephos.protocol.CodecScheme;
import java.util.ArrayList;
import java.util.List;

/** The measurement for {@link CodecReport}, each scheme with its default options. */
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
        for (CodecScheme scheme : CodecScheme.builtIn()) {
            CodecRoundTrip update = new CodecRoundTrip(scheme, gaussian, 4);
            PairedTiming.warmUp(update::encode, WARM_UP);
            PairedTiming.warmUp(update::decode, WARM_UP);
            PairedTiming.warmUp(update::copy, WARM_UP / 4);
            rows.add(new CodecReport.Row(
                    scheme.word(),
                    gaussian.values().length,
                    PairedTiming.of(update::encode, () -> repeat(update::copy), PAIRS)
                            .per(1, COPIES),
                    PairedTiming.of(update::decode, () -> repeat(update::copy), PAIRS)
                            .per(1, COPIES),
                    update.bits(),
                    new CodecRoundTrip(scheme, laplace, 5).bits(),
                    new CodecRoundTrip(scheme, gradient, 6).bits()));
        }
        return new CodecReport(rows);
    }

    private static void repeat(Runnable copy) {
        for (int i = 0; i < COPIES; i++) {
            copy.run();
        }
    }
}
