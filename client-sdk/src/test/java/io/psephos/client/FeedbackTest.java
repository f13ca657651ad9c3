package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.update.UpdatePipeline;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.Fate;
import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of error feedback, which follows the status of updates across failures and restarts. */
class FeedbackTest extends ClientFixture {
    private static final float[] NOTHING = new float[9];

    /** Every coordinate's update is 1, which quantization by the largest magnitude does not change. */
    private static final Trainer ONE_LESS = task -> {
        float[] parameters = task.parameters();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= 1;
        }
        return new Trained(parameters, 1, 10);
    };

    @ParameterizedTest
    @ValueSource(strings = {"counted", "accepted"})
    void whatIsLeftOverIsMadeUpForNextTime(String fate) {
        offerFeedback(0, 1, 2);
        everyFateIs(Fate.valueOf(fate.toUpperCase(java.util.Locale.ROOT)));

        takePartInAll(client(), HALVING);

        assertSent(0, NOTHING);
        assertSent(1, restAfter(1));
        assertSent(2, restAfter(2));
        assertThat(Arrays.equals(restAfter(1), restAfter(2))).isFalse();
    }

    @Test
    void aDiscardedUpdateLeavesTheResidualBefore() {
        offerFeedback(0, 1, 2, 3);
        server.fates.put("a-1", Fate.DISCARDED);

        takePartInAll(client(), HALVING);

        assertSent(2, restAfter(1));
        assertSent(3, restAfter(2));
        assertThat(server.calls("fate")).isEqualTo(3);
    }

    @Test
    void aDiscardedFirstUpdateLeavesNothing() {
        offerFeedback(0, 1, 2);
        server.fates.put("a-0", Fate.DISCARDED);
        server.fates.put("a-1", Fate.DISCARDED);

        takePartInAll(client(), HALVING);

        assertSent(1, NOTHING);
        assertSent(2, NOTHING);
    }

    @ParameterizedTest
    @CsvSource({"409, round-closed", "409, stale", "422, filtered", "422, not-finite", "403, quarantined"})
    void aRefusedUpdateLeavesItAsItWas(int status, String code) {
        offerFeedback(0, 1, 2);
        ProgressListener refusing = progress -> {
            witness.on(progress);
            if (progress instanceof Progress.UpdateSent sent && sent.round() == 0) {
                server.fail("update", Fault.problem(status, code));
            }
            if (progress instanceof Progress.Refused refused) {
                server.withdraw(refused.assignment());
            }
        };

        takePartInAll(client().listener(refusing), HALVING);

        assertThat(witness.all(Progress.Refused.class)).hasSize(1);
        assertSent(2, restAfter(1));
    }

    @Test
    void anUpdateThatWasNeverSentIsSentByTheNextProcessWithItsResidual() throws Exception {
        offerFeedback(0, 1, 2);
        takePartUntil(0);
        dieAtUpdate(new Fault.Cut());
        assertThat(server.accepted).hasSize(1);
        assertThat(residualFiles()).containsExactly("a-0.residual", "a-1.residual", "j-1.json");

        takePartInAll(client(), HALVING);

        assertSent(1, restAfter(1));
        assertSent(2, restAfter(2));
    }

    @Test
    void anUpdateWhoseAnswerWasLostCountsInTheNextProcess() throws Exception {
        offerFeedback(0, 1);
        dieAtUpdate(new Fault.LostAnswer());
        assertThat(server.accepted).hasSize(1);

        takePartInAll(client(), HALVING);

        assertSent(1, restAfter(1));
    }

    @Test
    void anUpdateThatIsRefusedInTheNextProcessLeavesItAsItWas() throws Exception {
        offerFeedback(0, 1, 2);
        takePartUntil(0);
        dieAtUpdate(new Fault.Cut());
        server.withdraw(new AssignmentId("a-1"));

        takePartInAll(client(), HALVING);

        assertThat(witness.all(Progress.Refused.class)).hasSize(1);
        assertSent(2, restAfter(1));
    }

    @Test
    void isPromotedOnceThoughItsFrameIsSentAgain() throws Exception {
        offerFeedback(0, 1, 2);
        takePartUntil(0);
        Map<Path, byte[]> pending = new HashMap<>();
        server.whenCalled("update", () -> files("pending").forEach(file -> pending.put(file, read(file))));
        takePartUntil(1);
        for (var file : pending.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
        server.fates.put("a-1", Fate.DISCARDED);

        takePartInAll(client(), HALVING);

        assertThat(witness.all(Progress.UpdateSent.class))
                .extracting(Progress.UpdateSent::delivery)
                .contains(Progress.Delivery.ALREADY);
        assertSent(2, restAfter(1));
    }

    @ParameterizedTest
    @CsvSource({"DISCARDED, 1", "COUNTED, 2", "ACCEPTED, 2"})
    void asksForTheFateInTheNextProcess(Fate fate, int updates) {
        offerFeedback(0, 1, 2);
        takePartUntil(0);
        takePartUntil(1);
        server.fates.put("a-1", fate);

        takePartInAll(client(), HALVING);

        assertSent(2, restAfter(updates));
    }

    @Test
    void aResidualWithoutItsFrameIsForgotten() throws Exception {
        offerFeedback(0, 1);
        takePartUntil(0);
        Path orphan = data.resolve("client/residuals/a-1.residual");
        Files.write(orphan, new byte[36]);

        takePartUntil(1);

        assertSent(1, restAfter(1));
        assertThat(residualFiles()).containsExactly("a-0.residual", "a-1.residual", "j-1.json");
    }

    /** Every file as the version before named pieces and artefacts wrote it. */
    @Test
    void goesOnWithWhatTheVersionBeforeLeft() throws Exception {
        offerFeedback(0, 1, 2);
        takePartUntil(0);
        dieAtUpdate(new Fault.Cut());
        Path client = data.resolve("client");
        Files.writeString(client.resolve("pending/a-1.json"), factsBefore(1));
        Files.write(client.resolve("residuals/a-0.residual"), bytes(restAfter(1)));
        Files.write(client.resolve("residuals/a-1.residual"), bytes(restAfter(2)));
        Files.writeString(
                client.resolve("residuals/j-1.json"), "{\"current\":\"a-0\",\"last\":" + factsBefore(0) + "}");
        server.fates.put("a-1", Fate.DISCARDED);

        takePartInAll(client(), HALVING);

        assertSent(1, restAfter(1));
        assertSent(2, restAfter(1));
    }

    @Test
    void asksForTheFateThatTheVersionBeforeDidNotLearn() throws Exception {
        offerFeedback(0, 1);
        takePartUntil(0);
        Path client = data.resolve("client");
        Files.writeString(
                client.resolve("residuals/j-1.json"), "{\"current\":\"a-0\",\"last\":" + factsBefore(0) + "}");
        server.fates.put("a-0", Fate.DISCARDED);

        takePartInAll(client(), HALVING);

        assertThat(witness.all(Progress.FateLearned.class))
                .contains(new Progress.FateLearned(new AssignmentId("a-0"), Fate.DISCARDED));
        assertSent(1, NOTHING);
    }

    private static String factsBefore(long round) {
        String link = "/api/v1/assignments/a-" + round;
        return "{\"assignment\":\"a-" + round + "\",\"job\":\"j-1\",\"round\":" + round
                + ",\"bytesDown\":100,\"updateLink\":\"" + link + "/update\",\"assignmentLink\":\"" + link
                + "\",\"declineLink\":\"" + link + "/decline\"}";
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(vector);
        return buffer.array();
    }

    @Test
    void keepsTwoResidualsAJobAndNoneOfAJobThatEnded() {
        offerFeedback(0, 1, 2, 3);
        takePartUntil(2);
        assertThat(residualFiles()).containsExactly("a-1.residual", "a-2.residual", "j-1.json");

        takePartInAll(client(), HALVING);

        assertThat(residualFiles()).isEmpty();
    }

    @Test
    void forgetsAJobThatHasEndedWithItsUpdateUnderWay() {
        offerFeedback(0, 1);
        takePartUntil(0);
        server.fail("update", Fault.problem(410, "job-ended"));
        ProgressListener leaving = progress -> {
            witness.on(progress);
            if (progress instanceof Progress.Refused refused) {
                server.withdraw(refused.assignment());
                assertThat(residualFiles()).isEmpty();
            }
        };

        takePartInAll(client().listener(leaving), HALVING);

        assertThat(witness.all(Progress.Refused.class)).hasSize(1);
    }

    /** Who is bound to no job is never told that one has ended. */
    @ParameterizedTest
    @CsvSource({"89, true", "91, false"})
    void forgetsAJobOfWhichItHasHeardNothingForNinetyDays(int days, boolean isKept) throws Exception {
        offerFeedback(0, 1);
        takePartUntil(0);
        FileTime then = FileTime.from(Instant.now().minus(Duration.ofDays(days)));
        for (Path file : files("residuals")) {
            Files.setLastModifiedTime(file, then);
        }

        takePartInAll(client(), HALVING);

        assertSent(1, isKept ? restAfter(1) : NOTHING);
    }

    @Test
    void theResidualIsOnDiskBeforeTheFrameIsSent() {
        offerFeedback(0);
        server.whenCalled("update", () -> assertThat(residualFiles()).containsExactly("a-0.residual"));

        takePartInAll(client(), HALVING);

        assertThat(server.accepted).hasSize(1);
    }

    @Test
    void whatDianaRemembersMovesWithEveryUpdate() {
        offerDifferences(0, 1);

        takePartInAll(client(), HALVING);

        // The second would be declined if what the first left behind had not been kept.
        assertThat(server.accepted).hasSize(2);
        assertThat(server.declined).isEmpty();
    }

    @Test
    void declinesWhereWhatItRememberedIsLost() {
        offerDifferences(1);

        takePartInAll(client(), HALVING);

        assertThat(server.declined)
                .containsEntry(new AssignmentId("a-1"), "what this client remembered of the job is lost");
        assertThat(server.forgetful).containsExactly(new AssignmentId("a-1"));
    }

    /** What was remembered before is forgotten where all begin anew, and nothing is missed by who has lost it. */
    @Test
    void beginsAnewWhereAllDo() {
        offerDifferences(0, 1);
        server.offer(Offers.of(2, differences().afresh(), Offers.NO_PRIVACY), Offers.model());
        offerDifferences(3);

        takePartInAll(client(), ONE_LESS);

        assertThat(server.declined).isEmpty();
        assertThat(List.of(0, 1, 2, 3)).extracting(this::sent).containsExactly(1f, 0f, 1f, 0f);
    }

    @Test
    void whoHasLostWhatItRememberedTakesPartWhereAllBeginAnew() {
        server.offer(Offers.of(5, differences().afresh(), Offers.NO_PRIVACY), Offers.model());
        offerDifferences(6);

        takePartInAll(client(), ONE_LESS);

        assertThat(server.declined).isEmpty();
        assertThat(List.of(5, 6)).extracting(this::sent).containsExactly(1f, 0f);
    }

    @Test
    void anAttackerNeedsNoMemory() {
        offerDifferences(1);
        UpdatePipeline attacked = UpdatePipeline.attackedBy((offer, start, honest) -> honest);

        takePartInAll(client().pipeline(attacked), ONE_LESS);

        assertThat(server.declined).isEmpty();
        assertThat(sent(1)).isEqualTo(1);
    }

    /** A fate that is not told may be either, and to go on with the wrong memory would bend every round from there on. */
    @ParameterizedTest
    @CsvSource({"404, not-found", "403, quarantined"})
    void differencesAreNotMadeToWhatMayNotHaveCounted(int status, String code) {
        offerDifferences(0, 1);
        server.fail("fate", Fault.problem(status, code));

        takePartInAll(client(), ONE_LESS);

        assertThat(server.accepted).containsOnlyKeys(new AssignmentId("a-0"));
        assertThat(server.forgetful).containsExactly(new AssignmentId("a-1"));
        assertThat(server.declined.get(new AssignmentId("a-1"))).contains("whether its last update was counted");
    }

    @Test
    void residualsGoOnWithAnUpdateWhoseFateIsNotTold() {
        offerFeedback(0, 1);
        server.fail("fate", Fault.problem(404, "not-found"));

        takePartInAll(client(), HALVING);

        assertSent(1, restAfter(1));
    }

    /** The one number that stands in all coordinates of the round's update. */
    private float sent(int round) {
        byte[] frame = server.accepted.get(new AssignmentId("a-" + round));
        float[] update = UpdateFrames.decode(frame, UpdateFrames.expected(10, round, 9, 100))
                .toDense();
        assertThat(update).containsOnly(update[0]);
        return update[0];
    }

    private static Offer.Codec differences() {
        return new Offer.Codec("diana", 10, null)
                .with(CodecOption.BUCKET, 4)
                .with(CodecOption.NORM, "max")
                .with(CodecOption.ALPHA, 1.0);
    }

    private void offerDifferences(long... rounds) {
        for (long round : rounds) {
            server.offer(Offers.of(round, differences(), Offers.NO_PRIVACY), Offers.model());
        }
    }

    private void offerFeedback(long... rounds) {
        Offer.Codec codec = new Offer.Codec("scaled-sign", 3, null, true, Map.of());
        for (long round : rounds) {
            server.offer(Offers.of(round, codec, Offers.NO_PRIVACY), Offers.model());
        }
    }

    private void everyFateIs(Fate fate) {
        for (int round = 0; round < 3; round++) {
            server.fates.put("a-" + round, fate);
        }
    }

    private void takePartUntil(long round) {
        PsephosClient[] self = new PsephosClient[1];
        self[0] = client().listener(progress -> {
                    if (progress instanceof Progress.UpdateSent sent && sent.round() == round) {
                        self[0].close();
                    }
                })
                .build();
        self[0].takePart(HALVING);
    }

    @SuppressWarnings("try")
    private void dieAtUpdate(Fault fault) throws Exception {
        server.fail("update", fault);
        RecordingListener unreachable = new RecordingListener(Progress.ServerUnreachable.class);
        try (PsephosClient client = client().listener(unreachable)
                .retries(new RetryPacing(Duration.ofHours(1), Duration.ofHours(1), Optional.empty()))
                .build()) {
            var running = CompletableFuture.supplyAsync(() -> client.takePart(HALVING));
            assertThat(unreachable.await()).isTrue();
            client.close();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    /** The frame of the round is the one that makes up for the residual. */
    private void assertSent(long round, float[] residual) {
        var due = ErrorFeedback.compress(new ScaledSign(Offers.LAYOUT), update(), residual);
        assertThat(server.accepted.get(new AssignmentId("a-" + round)))
                .isEqualTo(UpdateFrames.encode(new FrameHeader(3, round, 9, 10), due.payload()));
    }

    /** What so many updates leave over, one after the other. */
    private static float[] restAfter(int updates) {
        float[] rest = NOTHING;
        for (int i = 0; i < updates; i++) {
            rest = ErrorFeedback.compress(new ScaledSign(Offers.LAYOUT), update(), rest)
                    .memory();
        }
        return rest;
    }

    /** What {@link #HALVING} makes of the model. */
    private static float[] update() {
        float[] update = Offers.model();
        for (int i = 0; i < update.length; i++) {
            update[i] -= update[i] / 2;
        }
        return update;
    }

    private List<String> residualFiles() {
        return files("residuals").stream()
                .map(file -> file.getFileName().toString())
                .sorted()
                .toList();
    }

    private List<Path> files(String directory) {
        try (Stream<Path> files = Files.list(data.resolve("client").resolve(directory))) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
