package io.psephos.simulation;

import io.psephos.aggregation.WeightedMean;
import io.psephos.client.Trained;
import io.psephos.client.UpdateEncoder;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Dense;
import io.psephos.compression.Finite;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.AttackView;
import io.psephos.robustness.attack.Attacks;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an attacker uploads: whatever its attack makes of what it sees, compressed as the offer asks but without the
 * memory of earlier updates. What the scheme cannot say, such as NaN, goes out as float32 all the same. One for each
 * attacker.
 */
public final class HostileEncoder implements UpdateEncoder {
    private static final int FLOAT32 = CodecScheme.FLOAT32.frame();

    private final Attack attack;
    private final Sight sight;
    private final Defence defence;
    private final Function<Offer, RandomGenerator> random;
    private float @Nullable [] offered;
    private float[] last = {};

    HostileEncoder(Attack attack, Sight sight, Defence defence, Function<Offer, RandomGenerator> random) {
        this.attack = attack;
        this.sight = sight;
        this.defence = defence;
        this.random = random;
    }

    /** An attacker on its own, which takes its own honest update for that of everybody. */
    public static HostileEncoder alone(Choice<AttackKind> attack, RandomGenerator random) {
        return new HostileEncoder(
                Attacks.of(attack),
                (offer, start, own) -> new Sight.Scene(List.of(own), 1, 2),
                (last, honest) -> new WeightedMean(Weights.UNIFORM),
                offer -> random);
    }

    @Override
    public synchronized byte[] encode(Offer offer, float[] start, Trained trained, LongSupplier seeds) {
        float[] own = UpdateEncoder.update(offer, start, trained);
        Sight.Scene scene = sight.look(offer, start, own);
        float[] step = last(start);
        float[] vector = attack.corrupt(new AttackView(
                own,
                scene.honest(),
                scene.byzantine(),
                scene.cohort(),
                step,
                defence.against(step, scene.honest()),
                random.apply(offer)));
        long examples = offer.privacy().mechanism().equals("none") ? trained.exampleCount() : 0;
        Payload payload = payload(offer, vector, seeds);
        return UpdateFrames.encode(
                new FrameHeader(
                        payload == null ? FLOAT32 : offer.codec().frame(),
                        offer.modelVersion(),
                        offer.parameterCount(),
                        examples),
                payload == null ? new Dense(vector) : payload);
    }

    /** What was subtracted since this attacker was last offered a model. */
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

    /** Null for what the scheme cannot say. */
    private static @Nullable Payload payload(Offer offer, float[] vector, LongSupplier seeds) {
        if (Finite.firstViolation(vector) >= 0) {
            return null;
        }
        Offer.Codec codec = withoutMemory(offer.codec());
        try {
            if (Codecs.hasMemory(codec)) {
                return Codecs.withMemory(codec, offer.layout(), seeds)
                        .map(compressor -> compressor.compress(vector, null))
                        .map(CompressorWithMemory.Compressed::payload)
                        .orElse(null);
            }
            return Codecs.compressor(codec, offer.layout(), seeds)
                    .map(compressor -> compressor.compress(vector))
                    .orElse(null);
        } catch (OutOfRangeException e) {
            return null;
        }
    }

    private static Offer.Codec withoutMemory(Offer.Codec codec) {
        Map<String, Object> options = new LinkedHashMap<>(codec.options());
        options.remove(CodecOption.MOMENTUM.word());
        return new Offer.Codec(codec.scheme(), codec.frame(), codec.b(), null, options);
    }
}
