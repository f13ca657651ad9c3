package io.psephos.client.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.psephos.client.Offers;
import io.psephos.compression.Compressor;
import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpdatePipelineTest {
    private static final Offer.Codec FEEDBACK = new Offer.Codec("scaled-sign", 3, null, true, Map.of());

    private final UpdatePipeline pipeline = UpdatePipeline.standard();

    private static LocalResult end(int steps, long examples) {
        float[] parameters = Offers.model();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.01f * (i - 4);
        }
        return new LocalResult(Offers.model(), parameters, steps, examples);
    }

    @Row("codec.scheme sign")
    @Test
    void votesOnTheMeanGradient() {
        Offer offer = Offers.of(2, CodecScheme.STO_SIGN);
        LocalResult trained = end(3, 7);

        byte[] frame = pipeline.encode(offer, trained, NamedState.EMPTY, new Random(5)::nextLong)
                .frame();

        float[] meanGradient = new float[9];
        float divisor = (float) (0.5 * 3);
        for (int i = 0; i < 9; i++) {
            meanGradient[i] = (Offers.model()[i] - trained.end()[i]) / divisor;
        }
        Compressor compressor = Codecs.compressor(offer.codec(), Offers.LAYOUT, new Random(5)::nextLong)
                .orElseThrow();
        Payload expected = compressor.compress(meanGradient);
        assertThat(frame).isEqualTo(UpdateFrames.encode(new FrameHeader(1, 2, 9, 7), expected));
    }

    /** As {@code Trained} says: a rate of the app's own scales what votes are about, and with it the coins of sto-sign. */
    @Test
    void votesAreDividedByTheRateOfTheOfferWhateverWasTrainedAt() {
        Offer offer = Offers.of(2, CodecScheme.STO_SIGN);
        float[] gradient = {0.01f, -0.02f, 0.03f, -0.01f, 0.02f, -0.03f, 0.01f, -0.02f, 0.03f};
        double rate = offer.training().learningRate();

        float[] once = quotient(offer, gradient, rate, 4);
        float[] eightfold = quotient(offer, gradient, 8 * rate, 4);

        for (int i = 0; i < gradient.length; i++) {
            assertThat(once[i]).isCloseTo(gradient[i], within(1e-5f));
            assertThat(eightfold[i]).isCloseTo(8 * gradient[i], within(1e-5f));
        }
    }

    /** What is compressed after steps of this gradient at this rate. */
    private float[] quotient(Offer offer, float[] gradient, double rate, int steps) {
        float[] end = Offers.model();
        for (int i = 0; i < end.length; i++) {
            end[i] -= (float) (steps * rate * gradient[i]);
        }
        LocalResult result = new LocalResult(Offers.model(), end, steps, 7);
        return pipeline.encode(offer, result, NamedState.EMPTY, () -> 1).uncompressed();
    }

    @Row("codec.scheme float32")
    @Test
    void floatsAreTheDifferenceItself() {
        Offer offer = Offers.of(2, CodecScheme.FLOAT32);

        byte[] frame =
                pipeline.encode(offer, end(3, 7), NamedState.EMPTY, () -> 1).frame();

        float[] update =
                UpdateFrames.decode(frame, UpdateFrames.expected(0, 2, 9, 100)).toDense();
        for (int i = 0; i < 9; i++) {
            assertThat(update[i]).isEqualTo(Offers.model()[i] - end(3, 7).end()[i]);
        }
        assertThat(UpdateFrame.header(frame)).isEqualTo(new FrameHeader(0, 2, 9, 7));
    }

    @Test
    void sameSeedsSameBytes() {
        Offer offer = Offers.of(2, CodecScheme.STO_SIGN);

        assertThat(pipeline.encode(offer, end(1, 0), NamedState.EMPTY, new Random(5)::nextLong)
                        .frame())
                .isEqualTo(pipeline.encode(offer, end(1, 0), NamedState.EMPTY, new Random(5)::nextLong)
                        .frame());
    }

    @Test
    void sendsNothingUnderAMechanismThatItDoesNotKnow() {
        Offer noisy = Offers.of(2, new Offer.Codec("float32", 0, null), new Offer.Privacy("gaussian", false));
        Offer masked = Offers.of(2, new Offer.Codec("float32", 0, null), new Offer.Privacy("none", true));

        assertThatThrownBy(() -> pipeline.encode(noisy, end(1, 0), NamedState.EMPTY, () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown privacy mechanism 'gaussian'");
        assertThatThrownBy(() -> pipeline.encode(masked, end(1, 0), NamedState.EMPTY, () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secure aggregation");
    }

    /** An attacker skips the mechanism; what it tells of its examples is what the server takes. */
    @Test
    void withholdsExamplesUnderAPrivacyMechanism() {
        Offer offer = Offers.of(2, new Offer.Codec("float32", 0, null), new Offer.Privacy("gaussian", false));

        byte[] frame = UpdatePipeline.attackedBy((o, start, honest) -> honest)
                .encode(offer, end(1, 1_000), NamedState.EMPTY, () -> 1)
                .frame();

        assertThat(UpdateFrame.header(frame).exampleCount()).isZero();
    }

    @Test
    void makesUpForWhatEarlierUpdatesLeftOver() {
        Offer offer = Offers.of(2, FEEDBACK, Offers.NO_PRIVACY);
        float[] residual = {9, -9, 9, -9, 9, -9, 9, -9, 9};
        NamedState memory = NamedState.EMPTY.with(ClientMemory.CODEC, residual);

        EncodedUpdate update = pipeline.encode(offer, end(1, 7), memory, () -> 1);

        float[] sent = UpdateFrames.decode(
                        update.frame(), UpdateFrames.expected(3, 2, Offers.LAYOUT, 100), Offers.LAYOUT)
                .toDense();
        float[] rest = update.memory().floats(ClientMemory.CODEC).orElseThrow();
        for (int i = 0; i < 9; i++) {
            float compensated = Offers.model()[i] - end(1, 7).end()[i] + residual[i];
            assertThat(sent[i] > 0).isEqualTo(residual[i] > 0);
            assertThat(rest[i]).isEqualTo(compensated - sent[i]);
        }
        assertThat(update.uncompressed()).isEqualTo(update.trained().values());
    }

    @Test
    void momentumIsWhatIsSent() {
        Offer offer =
                Offers.of(2, new Offer.Codec("float32", 0, null).with(CodecOption.MOMENTUM, 0.5), Offers.NO_PRIVACY);
        float[] before = {8, 8, 8, 8, 8, 8, 8, 8, 8};

        EncodedUpdate update =
                pipeline.encode(offer, end(1, 7), NamedState.EMPTY.with(ClientMemory.CODEC, before), () -> 1);

        for (int i = 0; i < 9; i++) {
            assertThat(update.uncompressed()[i])
                    .isEqualTo(0.5f * update.trained().values()[i] + 4);
        }
        assertThat(update.memory().floats(ClientMemory.CODEC)).contains(update.uncompressed());
    }

    @Test
    void anAttackTakesThePlaceOfTheDifferenceAndForgetsWhatWentBefore() {
        Offer offer = Offers.of(2, FEEDBACK, Offers.NO_PRIVACY);
        NamedState memory = NamedState.EMPTY.with(ClientMemory.CODEC, new float[] {9, 9, 9, 9, 9, 9, 9, 9, 9});
        UpdatePipeline attacked = UpdatePipeline.attackedBy((o, start, honest) -> new Difference(Offers.model()));

        EncodedUpdate update = attacked.encode(offer, end(1, 1_000), memory, () -> 1);

        Payload expected = new ScaledSign(Offers.LAYOUT).compress(Offers.model());
        assertThat(update.frame()).isEqualTo(UpdateFrames.encode(new FrameHeader(3, 2, 9, 1_000), expected));
        assertThat(update.memory()).isEqualTo(NamedState.EMPTY);
        assertThat(update.trained().values())
                .isEqualTo(Difference.of(offer, end(1, 7)).values());
        assertThat(attacked.remembers()).isFalse();
    }

    @Test
    void whatTheSchemeCannotSayGoesOutAsFloat32() {
        Offer offer = Offers.of(2, CodecScheme.SIGN);
        float[] infinite = {1, 2, 3, 4, Float.POSITIVE_INFINITY, 6, 7, 8, 9};

        byte[] frame = UpdatePipeline.attackedBy((o, start, honest) -> new Difference(infinite))
                .encode(offer, end(1, 7), NamedState.EMPTY, () -> 1)
                .frame();

        assertThat(frame).isEqualTo(UpdateFrames.encode(new FrameHeader(0, 2, 9, 7), new Dense(infinite)));
    }

    @Test
    void isSeenBeforeItIsHandedOut() {
        List<EncodedUpdate> seen = new ArrayList<>();

        EncodedUpdate update = pipeline.seenBy((offer, encoded) -> seen.add(encoded))
                .encode(Offers.of(2, CodecScheme.FLOAT32), end(1, 7), NamedState.EMPTY, () -> 1);

        assertThat(seen).containsExactly(update);
        assertThat(update.magnitudes())
                .hasSize(2)
                .allSatisfy(magnitude -> assertThat(magnitude).isCloseTo(0.04f, within(1e-6f)));
    }

    @Test
    void noiseKnowsTheNormThatUpdatesKeepTo() {
        Difference difference = new Difference(new float[] {3, 4});

        Clipped clipped = Clipping.to(1).clip(difference);

        assertThat(clipped.norm()).isEqualTo(1);
        assertThat(clipped.values()[0]).isCloseTo(0.6f, within(1e-6f));
        assertThat(Clipping.NONE.clip(difference).norm()).isInfinite();
        assertThat(Noise.NONE.add(Clipping.NONE.clip(difference)).values()).isSameAs(difference.values());
    }

    @Test
    void trainingEndsWithAsManyParametersAsItBeganWith() {
        assertThatThrownBy(() -> new LocalResult(new float[2], new float[3], 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trained parameters must number 2, were 3");
    }

    @Test
    void doesNotLieAboutItsExamples() {
        Offer offer = Offers.of(2, CodecScheme.FLOAT32);

        assertThatThrownBy(() -> pipeline.encode(offer, end(1, 101), NamedState.EMPTY, () -> 1)
                        .frame())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 100 examples")
                .hasMessageContaining("101");
    }
}
