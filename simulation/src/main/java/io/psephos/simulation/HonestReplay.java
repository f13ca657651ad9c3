package io.psephos.simulation;

import io.psephos.client.Trained;
import io.psephos.client.TrainingTask;
import io.psephos.client.update.Difference;
import io.psephos.protocol.Offer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An attacker's knowledge by replay: the updates of all honest clients of a pool, trained again as they will be
 * trained; where pool and attackers share a process nothing is hidden from them, whoever uploads first.
 */
final class HonestReplay implements AttackerKnowledge {
    private final SyntheticPool pool;
    private final int byzantine;
    private final int cohort;
    private @Nullable Observation scene;
    private long version = -1;
    private long round = -1;

    HonestReplay(SyntheticPool pool, int byzantine, int cohort) {
        this.pool = pool;
        this.byzantine = byzantine;
        this.cohort = cohort;
    }

    @Override
    public synchronized Observation look(Offer offer, float[] start, float[] own) {
        Observation known = scene;
        if (known == null || version != offer.modelVersion() || round != offer.round()) {
            List<float[]> honest = IntStream.range(0, pool.size())
                    .filter(position -> !pool.isByzantine(position))
                    .mapToObj(position -> update(position, offer, start))
                    .toList();
            known = new Observation(honest.isEmpty() ? List.of(own) : honest, byzantine, cohort);
            scene = known;
            version = offer.modelVersion();
            round = offer.round();
        }
        return known;
    }

    private float[] update(int position, Offer offer, float[] start) {
        return Difference.of(offer, trained(position, offer, start).from(start)).values();
    }

    private Trained trained(int position, Offer offer, float[] start) {
        try {
            return pool.trained(new TrainingTask(offer, start.clone()), position);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
