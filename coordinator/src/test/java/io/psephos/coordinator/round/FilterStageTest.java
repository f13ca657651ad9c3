package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.stage.LastAggregate;
import io.psephos.compression.Dense;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.plan.CohortDraw;
import io.psephos.protocol.JobId;
import io.psephos.robustness.filter.FilterVerdict;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the versions that filters can compare with. */
class FilterStageTest {
    private static final long NEWEST = 4;

    @ParameterizedTest
    @ValueSource(strings = {"{kind: lipschitz, mode: per-worker}", "{kind: kardam, mode: per-worker}"})
    void aVersionThatSomebodyIsAtWorkOnIsAtHandWhereVersionsAreCompared(String filter) {
        assertThat(isFirstVersionAtHand(filter)).isTrue();
    }

    @Test
    void otherFiltersKeepNoVersions() {
        assertThat(isFirstVersionAtHand("{kind: norm-bound, norm: 1000}")).isFalse();
    }

    /** After some versions, while the first one is still offered, and where the journal has none. */
    private static boolean isFirstVersionAtHand(String filter) {
        Deployment deployment = new Deployment(4);
        JobId job = deployment.start(
                "participants: {roster: [edge-0, edge-1, edge-2, edge-3]}",
                "schedule: {mode: asynchronous}",
                "codec: {scheme: float32}",
                "robustness: {byzantine: 1, filters: [" + filter + "]}");
        deployment.offered(0);
        StoredJob stored = deployment.journal.job(job).orElseThrow();
        JobCache cache = new JobRecovery(
                        deployment.journal,
                        new Intake(stored.spec(), stored.layout(), false),
                        new FoldFactory(spec -> Optional.empty(), Runnable::run),
                        CohortDraw.of(stored.spec()))
                .read(job);
        FilterStage filterStage = new FilterStage(new MemoryJournal(), job, stored.spec(), stored.layout());
        for (int version = 0; version <= NEWEST; version++) {
            if (version > 0) {
                cache.publish(filled(cache.parameters().length, version), cache.state());
            }
            ClientUpdate update = new ClientUpdate(
                    TestPopulation.client(1 + version % 3).id(), new Dense(filled(cache.parameters().length, 1)), 1);
            assertThat(filterStage.judge(cache, new Batch(), update, version))
                    .isInstanceOf(FilterVerdict.Accepted.class);
        }
        return Objects.requireNonNull(cache.filters())
                .at(
                        NEWEST,
                        cache.parameters(),
                        cache.state().floats(LastAggregate.LAST).orElse(new float[0]),
                        Set::of)
                .distance(0, NEWEST)
                .isPresent();
    }

    private static float[] filled(int length, float value) {
        float[] filled = new float[length];
        Arrays.fill(filled, value);
        return filled;
    }
}
