package io.psephos.simulation;

import io.psephos.client.TrainingTask;
import io.psephos.client.UpdateEncoder;
import io.psephos.protocol.Offer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sees what all honest clients of a pool will send, by training what they will train: where pool and attackers share a
 * process nothing is hidden from them, whoever uploads first.
 */
final class Rehearsal implements Sight {
    private final SyntheticPool pool;
    private final int byzantine;
    private final int cohort;
    private @Nullable Scene scene;
    private long version = -1;
    private long round = -1;

    Rehearsal(SyntheticPool pool, int byzantine, int cohort) {
        this.pool = pool;
        this.byzantine = byzantine;
        this.cohort = cohort;
    }

    @Override
    public synchronized Scene look(Offer offer, float[] start, float[] own) {
        Scene known = scene;
        if (known == null || version != offer.modelVersion() || round != offer.round()) {
            List<float[]> honest = IntStream.range(0, pool.size())
                    .filter(position -> !pool.isByzantine(position))
                    .mapToObj(position -> UpdateEncoder.update(
                            offer, start, pool.trained(new TrainingTask(offer, start.clone()), position)))
                    .toList();
            known = new Scene(honest.isEmpty() ? List.of(own) : honest, byzantine, cohort);
            scene = known;
            version = offer.modelVersion();
            round = offer.round();
        }
        return known;
    }
}
