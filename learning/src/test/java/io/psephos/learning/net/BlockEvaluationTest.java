package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.learning.data.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockEvaluationTest {
    private static final Net NET = Fixtures.mlp(20, 12, 4);
    private static final Examples EXAMPLES = Fixtures.random(20 * Workspace.BLOCK + 7, 20, 4, 2);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void sumsAsOneThreadDoes(int threads) {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            BlockEvaluation helped = new BlockEvaluation(NET, workers, threads);
            for (int seed = 0; seed < 20; seed++) {
                float[] parameters = Fixtures.randomParameters(NET, seed);

                assertThat(helped.evaluate(parameters, EXAMPLES))
                        .isEqualTo(new BlockEvaluation(NET).evaluate(parameters, EXAMPLES));
            }
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void goesOnAloneWhereNobodyHelps() {
        float[] parameters = Fixtures.randomParameters(NET, 1);
        NetEvaluation alone = new BlockEvaluation(NET).evaluate(parameters, EXAMPLES);
        List<Runnable> late = new ArrayList<>();

        BlockEvaluation busy = new BlockEvaluation(NET, late::add, 4);
        BlockEvaluation refused = new BlockEvaluation(
                NET,
                task -> {
                    throw new RejectedExecutionException();
                },
                4);

        assertThat(busy.evaluate(parameters, EXAMPLES)).isEqualTo(alone);
        assertThat(refused.evaluate(parameters, EXAMPLES)).isEqualTo(alone);
        assertThat(late).hasSize(3);
        late.forEach(Runnable::run);
        assertThat(busy.evaluate(Fixtures.randomParameters(NET, 2), EXAMPLES)).isNotEqualTo(alone);
    }

    /** Whoever takes the broken block, the one that waits hears of it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void failsWhereAHelperDoes(int threads) {
        float[][] rows = new float[9 * Workspace.BLOCK][1];
        Examples examples = new Examples(rows, new int[rows.length], 2);
        rows[2 * Workspace.BLOCK] = null;

        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            BlockEvaluation helped = new BlockEvaluation(Fixtures.softmax(1, 2), workers, threads);

            assertThatThrownBy(() -> helped.evaluate(new float[4], examples))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isInstanceOf(NullPointerException.class),
                            thrown -> assertThat(thrown).hasRootCauseInstanceOf(NullPointerException.class));
        } finally {
            workers.shutdown();
        }
    }
}
