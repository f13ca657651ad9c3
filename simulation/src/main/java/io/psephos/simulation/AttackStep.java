package io.psephos.simulation;

import io.psephos.aggregation.WeightedMean;
import io.psephos.client.update.Corruption;
import io.psephos.client.update.Difference;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.Offer;
import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.AttackView;
import io.psephos.robustness.attack.Attacks;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The first step of an attacker's pipeline: the attack's vector in the place of the difference. Each attacker has its
 * own.
 */
public final class AttackStep implements Corruption {
    private final Attack attack;
    private final AttackerKnowledge knowledge;
    private final Defence defence;
    private final Function<Offer, RandomGenerator> random;
    private float @Nullable [] offered;
    private float[] last = {};

    AttackStep(Attack attack, AttackerKnowledge knowledge, Defence defence, Function<Offer, RandomGenerator> random) {
        this.attack = attack;
        this.knowledge = knowledge;
        this.defence = defence;
        this.random = random;
    }

    /** The step of an attacker that sees no others, and takes its own honest update for theirs. */
    public static AttackStep alone(Choice<AttackKind> attack, RandomGenerator random) {
        return new AttackStep(
                Attacks.of(attack),
                (offer, start, own) -> new AttackerKnowledge.Observation(List.of(own), 1, 2),
                (last, honest) -> new WeightedMean(Weights.UNIFORM),
                offer -> random);
    }

    @Override
    public synchronized Difference corrupt(Offer offer, float[] start, Difference honest) {
        float[] own = honest.values();
        AttackerKnowledge.Observation scene = knowledge.look(offer, start, own);
        float[] step = last(start);
        return new Difference(attack.corrupt(new AttackView(
                own,
                scene.honest(),
                scene.byzantine(),
                scene.cohort(),
                step,
                defence.against(step, scene.honest()),
                random.apply(offer))));
    }

    /** The steps that were subtracted since this attacker was last offered a model. */
    private float[] last(float[] start) {
        float[] before = offered;
        if (before != null && !Arrays.equals(before, start)) {
            float[] step = new float[start.length];
            for (int i = 0; i < step.length; i++) {
                step[i] = before[i] - start[i];
            }
            last = step;
        }
        offered = start.clone();
        return last;
    }
}
