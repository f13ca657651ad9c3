package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Payload;
import io.psephos.compression.chain.StepChain;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.ModelDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of model updates by the published steps, which lead to the same model as a download. */
class DeltaTest extends ClientFixture {
    /** Two blocks of 12 bytes with their count, 9 votes, the frame's header; the digest. */
    private static final long DELTA_BYTES = 48 + 4 + 2 * 12 + 2 + 32;

    private final Random random = new Random(17);
    private final List<String> trainedOn = new ArrayList<>();
    private final Trainer remembering = task -> {
        trainedOn.add(ModelDigest.hex(task.parameters()));
        return HALVING.train(task);
    };

    @Test
    void versionZeroAndItsDeltasAreTheFullDownloadBitForBit() {
        List<String> published = offerSteps(0, 1, 2, 3, 7);

        takePartInAll(client(), remembering);

        assertThat(trainedOn).isEqualTo(published);
        assertThat(server.calls("model")).isEqualTo(1);
        assertThat(server.calls("delta")).isEqualTo(4);
        assertThat(server.accepted).hasSize(5);
    }

    @Test
    void whoDownloadsTheWholeTrainsOnTheSame() {
        offerSteps(0, 1, 2);
        takePartInAll(client(), remembering);
        server.offer(Offers.of(2, CodecScheme.SIGN), server.models.at(2));
        server.forget(new AssignmentId("a-2"));

        takePartInAll(client(), remembering);

        assertThat(server.calls("model")).isEqualTo(2);
        assertThat(trainedOn.get(3)).isEqualTo(trainedOn.get(2));
    }

    /** They are downloaded with the parameters, and steps change nothing about them. */
    @Test
    void trainersSeeWhatTheModelCarriesInEveryVersion() {
        byte[] counter = ("{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}" + " ".repeat(3))
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(16 + counter.length).order(ByteOrder.LITTLE_ENDIAN);
        server.models.carried = CarriedTensors.read(
                file.putLong(counter.length).put(counter).putLong(42).array());
        List<String> published = offerSteps(0, 1, 2);
        List<CarriedTensors> seen = new ArrayList<>();

        takePartInAll(client(), task -> {
            seen.add(task.carried());
            return remembering.train(task);
        });

        assertThat(trainedOn).isEqualTo(published);
        assertThat(seen).hasSize(3).containsOnly(server.models.carried);
        assertThat(seen.get(2).tensor("n").orElseThrow().values()).containsExactly(42);
        assertThat(server.calls("model")).isEqualTo(1);
    }

    @Test
    void countsWhatItReallyDownloaded() {
        offerSteps(0, 1);

        Participation participation = takePartInAll(client(), HALVING);

        assertThat(witness.all(Progress.UpdateSent.class).get(1).bytesDown()).isEqualTo(DELTA_BYTES);
        assertThat(participation.bytesDown())
                .isEqualTo(witness.all(Progress.UpdateSent.class).get(0).bytesDown() + DELTA_BYTES);
    }

    @Test
    void aChainThatLeadsElsewhereIsPaidForAndThrownAway() {
        List<String> published = offerSteps(0, 1);
        server.models.claim(0, StepChain.frame(0, step()));

        takePartInAll(client(), remembering);

        assertThat(trainedOn).isEqualTo(published);
        assertThat(server.calls("model")).isEqualTo(2);
        List<Progress.UpdateSent> sent = witness.all(Progress.UpdateSent.class);
        assertThat(sent.get(1).bytesDown()).isEqualTo(sent.get(0).bytesDown() + DELTA_BYTES);
    }

    @Test
    void aChainThatIsNoneIsThrownAway() {
        List<String> published = offerSteps(0, 1, 2, 3);
        server.models.claim(0, new byte[0]);
        server.models.claim(1, StepChain.frame(0, step()));
        server.models.claim(2, new byte[78]);

        takePartInAll(client(), remembering);

        assertThat(trainedOn).isEqualTo(published);
        assertThat(server.calls("model")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"404, no-delta", "410, gone", "400, bad-request", "404, not-found"})
    void fetchesTheWholeWhereThereIsNoChain(int status, String code) {
        List<String> published = offerSteps(0, 1, 2);
        server.fail("delta", Fault.problem(status, code));

        takePartInAll(client(), remembering);

        assertThat(trainedOn).isEqualTo(published);
        assertThat(server.calls("model")).isEqualTo(2);
        assertThat(server.calls("delta")).isEqualTo(2);
    }

    /** Offers each of these versions; the digests of what is to be trained on. */
    private List<String> offerSteps(long... versions) {
        server.models.put(0, Offers.LAYOUT, Offers.model());
        List<String> digests = new ArrayList<>();
        long at = 0;
        for (long version : versions) {
            for (; at < version; at++) {
                server.models.step(at, step());
            }
            float[] parameters = server.models.at(version);
            server.offer(Offers.of(version, CodecScheme.SIGN), parameters);
            digests.add(ModelDigest.hex(parameters));
        }
        return digests;
    }

    private Payload step() {
        float[] update = new float[Offers.LAYOUT.parameterCount()];
        for (int i = 0; i < update.length; i++) {
            update[i] = (float) random.nextGaussian();
        }
        return new ScaledSign(Offers.LAYOUT).compress(update);
    }
}
