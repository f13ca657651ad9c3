package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.compression.Compressor;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StandardEncoderTest {
    private final UpdateEncoder encoder = UpdateEncoder.standard();

    private static Trained end(int steps, long examples) {
        float[] parameters = Offers.model();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.01f * (i - 4);
        }
        return new Trained(parameters, steps, examples);
    }

    @Row("codec.scheme sign")
    @Test
    void votesOnTheMeanGradient() {
        Offer offer = Offers.of(2, CodecScheme.STO_SIGN);
        Trained trained = end(3, 7);

        byte[] frame = encoder.encode(offer, Offers.model(), trained, new Random(5)::nextLong);

        float[] meanGradient = new float[9];
        float divisor = (float) (0.5 * 3);
        for (int i = 0; i < 9; i++) {
            meanGradient[i] = (Offers.model()[i] - trained.parameters()[i]) / divisor;
        }
        Compressor compressor = Codecs.compressor(offer.codec(), Offers.LAYOUT, new Random(5)::nextLong)
                .orElseThrow();
        Payload expected = compressor.compress(meanGradient);
        assertThat(frame).isEqualTo(UpdateFrames.encode(new FrameHeader(1, 2, 9, 7), expected));
    }

    @Row("codec.scheme float32")
    @Test
    void floatsAreTheDifferenceItself() {
        Offer offer = Offers.of(2, CodecScheme.FLOAT32);

        byte[] frame = encoder.encode(offer, Offers.model(), end(3, 7), () -> 1);

        float[] update =
                UpdateFrames.decode(frame, UpdateFrames.expected(0, 2, 9, 100)).toDense();
        for (int i = 0; i < 9; i++) {
            assertThat(update[i]).isEqualTo(Offers.model()[i] - end(3, 7).parameters()[i]);
        }
        assertThat(UpdateFrame.header(frame)).isEqualTo(new FrameHeader(0, 2, 9, 7));
    }

    @Test
    void sameSeedsSameBytes() {
        Offer offer = Offers.of(2, CodecScheme.STO_SIGN);

        assertThat(encoder.encode(offer, Offers.model(), end(1, 0), new Random(5)::nextLong))
                .isEqualTo(encoder.encode(offer, Offers.model(), end(1, 0), new Random(5)::nextLong));
    }

    @Test
    void withholdsExamplesUnderAPrivacyMechanism() {
        Offer offer = Offers.of(2, new Offer.Codec("float32", 0, null), new Offer.Privacy("gaussian", false));

        byte[] frame = encoder.encode(offer, Offers.model(), end(1, 1_000), () -> 1);

        assertThat(UpdateFrame.header(frame).exampleCount()).isZero();
    }

    @Test
    void makesUpForWhatEarlierUpdatesLeftOver() {
        Offer offer = Offers.of(2, new Offer.Codec("scaled-sign", 3, null, true, Map.of()), Offers.NO_PRIVACY);
        float[] residual = {9, -9, 9, -9, 9, -9, 9, -9, 9};
        AtomicReference<float[]> rest = new AtomicReference<>();

        byte[] frame = UpdateEncoder.remembering(residual, rest::set).encode(offer, Offers.model(), end(1, 7), () -> 1);

        float[] sent = UpdateFrames.decode(frame, UpdateFrames.expected(3, 2, Offers.LAYOUT, 100), Offers.LAYOUT)
                .toDense();
        for (int i = 0; i < 9; i++) {
            float compensated = Offers.model()[i] - end(1, 7).parameters()[i] + residual[i];
            assertThat(sent[i] > 0).isEqualTo(residual[i] > 0);
            assertThat(rest.get()[i]).isEqualTo(compensated - sent[i]);
        }
        assertThatThrownBy(() -> encoder.encode(offer, Offers.model(), end(1, 7), () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory");
    }

    @Test
    void doesNotLieAboutItsExamples() {
        Offer offer = Offers.of(2, CodecScheme.FLOAT32);

        assertThatThrownBy(() -> encoder.encode(offer, Offers.model(), end(1, 101), () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 100 examples")
                .hasMessageContaining("101");
    }
}
