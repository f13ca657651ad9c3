package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.client.update.ClientMemory;
import io.psephos.client.update.EncodedUpdate;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.state.NamedState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of artefacts beside models and updates, and of trainers' memory. */
class ArtefactsTest extends ClientFixture {
    private static final Artefact GENERATOR = Artefact.of("weight", 1, 2, 3);
    private static final Artefact COUNTS = Artefact.of("counts", 5, 0, 7);
    private static final Trainer COUNTING = task -> HALVING.train(task).withArtefacts(Map.of("label-counts", COUNTS));

    private final List<Map<String, Artefact>> seen = new ArrayList<>();
    private final Trainer watching = task -> {
        seen.add(task.artefacts());
        return HALVING.train(task);
    };

    @Test
    void trainersSeeWhatIsPublishedBesideTheVersion() {
        publish(GENERATOR.file());
        offerWithGenerator(0);

        takePartInAll(client(), watching);

        assertThat(seen).containsExactly(Map.of("generator", GENERATOR));
        assertThat(server.accepted).hasSize(1);
    }

    @Test
    void whatIsPublishedIsFetchedOnceAVersion() {
        publish(GENERATOR.file());
        Offer first = offerWithGenerator(3);
        server.offer(again(first), Offers.model());

        takePartInAll(client(), watching);

        assertThat(server.accepted).hasSize(2);
        assertThat(seen).hasSize(2).containsOnly(Map.of("generator", GENERATOR));
        assertThat(server.calls("artefact")).isEqualTo(1);
    }

    @Test
    void declinesWhereThereIsNoSuchArtefact() {
        offerWithGenerator(0);

        takePartInAll(client(), watching);

        assertThat(seen).isEmpty();
        assertThat(server.declined.get(new AssignmentId("a-0"))).startsWith("no artefact 'generator': HTTP 404");
    }

    @Test
    void declinesWhatIsNoArtefact() {
        publish(new byte[] {1, 2, 3});
        offerWithGenerator(0);

        takePartInAll(client(), watching);

        assertThat(seen).isEmpty();
        assertThat(server.declined.get(new AssignmentId("a-0"))).startsWith("artefact 'generator': ");
    }

    @Test
    void declinesAnArtefactThatDoesNotMatchItsDigest() {
        publish(GENERATOR.file());
        server.publishedDigest = Base64.getEncoder().encodeToString(new byte[32]);
        offerWithGenerator(0);

        takePartInAll(client(), watching);

        assertThat(seen).isEmpty();
        assertThat(server.declined.get(new AssignmentId("a-0")))
                .isEqualTo("artefact 'generator' does not match its digest");
        assertThat(server.calls("artefact")).isEqualTo(6);
    }

    @Test
    void sendsArtefactsBeforeTheUpdate() {
        offer(0);
        List<String> atSending = new ArrayList<>();
        server.whenCalled("artefact-up", () -> atSending.addAll(pending()));
        server.whenCalled("update", () -> assertThat(server.artefacts).containsEntry("a-0 label-counts", COUNTS));

        takePartInAll(client(), COUNTING);

        assertThat(server.accepted).hasSize(1);
        assertThat(atSending).containsExactly("a-0.frame", "a-0.json", "a-0.label-counts.artefact");
        assertThat(pending()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"artefact-up", "update"})
    @SuppressWarnings("try")
    void theNextProcessSendsThemAgain(String call) throws Exception {
        offer(0);
        server.fail(call, new Fault.LostAnswer());
        RecordingListener unreachable = new RecordingListener(Progress.ServerUnreachable.class);
        try (PsephosClient first = client().listener(unreachable)
                .retries(new RetryPacing(Duration.ofHours(1), Duration.ofHours(1), Optional.empty()))
                .build()) {
            var running = CompletableFuture.supplyAsync(() -> first.takePart(COUNTING));
            assertThat(unreachable.await()).isTrue();
            first.close();
            running.get(10, TimeUnit.SECONDS);
        }
        server.artefacts.clear();

        takePartInAll(client(), task -> {
            throw new AssertionError("nothing is trained twice");
        });

        assertThat(server.calls("artefact-up")).isEqualTo(2);
        assertThat(server.accepted).hasSize(1);
        assertThat(witness.all(Progress.UpdateSent.class)).hasSize(1);
        if (call.equals("artefact-up")) {
            assertThat(server.artefacts).containsEntry("a-0 label-counts", COUNTS);
        }
        assertThat(pending()).isEmpty();
    }

    @Test
    void whatWasNeverCompleteIsForgotten() throws Exception {
        Path pending = Files.createDirectories(data.resolve("client/pending"));
        Files.write(pending.resolve("a-9.label-counts.artefact"), COUNTS.file());

        takePartInAll(client(), COUNTING);

        assertThat(server.calls("artefact-up")).isZero();
        assertThat(pending()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"422, invalid-model", "413, too-large", "400, bad-request"})
    void anArtefactThatIsWrongInItselfIsAFailedTraining(int status, String code) {
        offer(0);
        server.fail("artefact-up", Fault.problem(status, code));

        takePartInAll(client(), COUNTING);

        assertThat(server.declined)
                .containsEntry(new AssignmentId("a-0"), "artefact 'label-counts' was refused: " + code);
        assertThat(server.calls("update")).isZero();
        assertThat(pending()).isEmpty();
    }

    /** Such an answer is about the assignment, of which the update's own says more. */
    @ParameterizedTest
    @CsvSource({"409, wrong-state", "404, not-found"})
    void anyOtherRefusalLeavesTheWordToTheUpdate(int status, String code) {
        offer(0);
        server.fail("artefact-up", Fault.problem(status, code));

        takePartInAll(client(), COUNTING);

        assertThat(server.accepted).hasSize(1);
        assertThat(server.declined).isEmpty();
    }

    @Test
    void artefactsHaveNamesAndAreSmall() {
        Trained trained = new Trained(new float[1], 1, 1);
        Artefact large = Artefact.of("all", new float[Artefact.MOST_UPLOADED / 4]);

        assertThatThrownBy(() -> trained.withArtefacts(Map.of("Label counts", COUNTS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was 'Label counts'");
        assertThatThrownBy(() -> trained.withArtefacts(Map.of("all", large)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 1048576 bytes, had " + large.file().length);
    }

    /** It is the trainer's own, in the next process, too, whatever became of the updates between. */
    @Test
    void whatATrainerRemembersIsKeptWhateverBecomesOfItsUpdate() {
        Trainer counting = task -> {
            double before = task.memory().number("rounds", 0);
            return HALVING.train(task).withMemory(NamedState.EMPTY.with("rounds", before + 1));
        };
        List<NamedState> remembered = new ArrayList<>();
        offer(0, 1);
        server.fail("update", Fault.problem(422, "filtered"));
        server.whenCalled("update", () -> server.withdraw(new AssignmentId("a-0")));
        Trainer stopping = task -> {
            remembered.add(task.memory());
            return counting.train(task);
        };
        PsephosClient[] self = new PsephosClient[1];
        self[0] = client().listener(progress -> {
                    if (progress instanceof Progress.UpdateSent) {
                        self[0].close();
                    }
                })
                .build();
        self[0].takePart(stopping);
        offer(2);

        takePartInAll(client(), stopping);

        assertThat(remembered).extracting(memory -> memory.number("rounds", 0)).containsExactly(0.0, 1.0, 2.0);
        assertThat(data.resolve("client/residuals")).isEmptyDirectory();
    }

    @Test
    void artefactsDoNotGetInTheWayOfMemory() {
        List<EncodedUpdate> seenUpdates = new ArrayList<>();
        Offer.Codec codec = new Offer.Codec("scaled-sign", 3, null, true, Map.of());
        server.offer(Offers.of(0, codec, Offers.NO_PRIVACY), Offers.model());

        takePartInAll(
                client().pipeline(io.psephos.client.update.UpdatePipeline.standard()
                        .seenBy((offer, update) -> seenUpdates.add(update))),
                COUNTING);

        assertThat(seenUpdates)
                .singleElement()
                .satisfies(update -> assertThat(update.memory().names()).containsExactly(ClientMemory.CODEC));
        assertThat(server.artefacts).hasSize(1);
    }

    private void publish(byte[] file) {
        for (long version : new long[] {0, 3}) {
            server.published.put("/api/v1/jobs/j-1/models/" + version + "/artefacts/generator", file);
        }
    }

    private Offer offerWithGenerator(long round) {
        Offer plain = Offers.of(round, CodecScheme.FLOAT32);
        Offer offer = Offers.with(plain, plain.assignment(), plain.links().withArtefacts(List.of("generator")));
        server.offer(offer, Offers.model());
        return offer;
    }

    /** Another assignment of the same version. */
    private static Offer again(Offer offer) {
        AssignmentId assignment = new AssignmentId("a-again");
        Offer.Links links = Offer.Links.of(offer.job(), offer.modelVersion(), assignment);
        return Offers.with(offer, assignment, links.withArtefacts(List.of("generator")));
    }

    private List<String> pending() {
        try (Stream<Path> files = Files.list(data.resolve("client/pending"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
