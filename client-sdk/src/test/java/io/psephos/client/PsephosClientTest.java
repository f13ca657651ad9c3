package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Fate;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PsephosClientTest extends ClientFixture {

    @Test
    void enrolsTrainsAndSendsUntilTheJobEnds() {
        offer(0, 1, 2);

        Participation participation = takePartInAll(client().name("phone"), HALVING);

        assertThat(server.accepted.keySet())
                .containsExactly(new AssignmentId("a-0"), new AssignmentId("a-1"), new AssignmentId("a-2"));
        assertThat(participation.rounds()).isEqualTo(3);
        assertThat(participation.updatesAccepted()).isEqualTo(3);
        assertThat(participation.bytesUp()).isEqualTo(3 * (48 + 36));
        assertThat(participation.bytesDown()).isPositive();
        assertThat(witness.all(Progress.Enrolled.class)).hasSize(1);
        assertThat(witness.all(Progress.FateLearned.class))
                .extracting(Progress.FateLearned::fate)
                .containsExactly(Fate.COUNTED, Fate.COUNTED);
        assertThat(witness.all(Progress.Ended.class))
                .containsExactly(new Progress.Ended(Progress.End.JOB_ENDED, participation));
        assertThat(data.resolve("client/pending")).isEmptyDirectory();
    }

    @Test
    void sendsWhereTheServerShallSubtract() {
        offer(7);

        takePartInAll(client(), HALVING);

        assertThat(server.decoded(new AssignmentId("a-7"), 7))
                .containsExactly(0.5f, -0.5f, 0.25f, 1, 0, 1.5f, -1, 0.125f, 0.5f);
    }

    @Test
    void isTheSameClientInTheNextProcess() {
        offer(0);
        takePartInAll(client(), HALVING);

        takePart(client().enrolmentToken("used up"), HALVING);

        assertThat(server.calls("enrollments")).isEqualTo(1);
        assertThat(server.identities.issuedTokens()).isEqualTo(2);
    }

    @Test
    void anEnrolmentWhoseAnswerIsLostIsTakenUpAgain() {
        server.fail("enrollments", new Fault.LostAnswer());
        server.endJob();

        takePart(client(), HALVING);

        assertThat(server.calls("enrollments")).isEqualTo(2);
        assertThat(witness.all(Progress.Enrolled.class))
                .extracting(enrolled -> enrolled.client().value())
                .containsExactly("c-1");
    }

    @Test
    void keepsItsKeyToItself() throws IOException {
        server.endJob();
        takePart(client(), HALVING);
        Path key = data.resolve("client/client.key");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("client"))))
                .isEqualTo("rwx------");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> takePart(client(), HALVING))
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("owner only")
                .hasMessageContaining("rw-r--r--");
    }

    @Row("POST /api/v1/enrollments")
    @Test
    void refusesMetadataFromElsewhere() {
        server.issuer = "http://evil.example:80";

        assertThatThrownBy(() -> takePart(client(), HALVING))
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("must be on " + server.uri())
                .hasMessageContaining("evil.example");
        assertThat(server.calls("enrollments")).isZero();
    }

    @Row("POST /api/v1/enrollments")
    @Test
    void usesAKeyWithOneServerOnly() throws IOException {
        server.endJob();
        takePart(client(), HALVING);

        try (StubServer other = new StubServer()) {
            assertThatThrownBy(() -> takePart(client().server(other.uri()), HALVING))
                    .isInstanceOf(PsephosClientException.class)
                    .hasMessageContaining("belongs to " + server.uri());
            assertThat(other.calls("oauth-authorization-server")).isZero();
        }
    }

    @Test
    void followsNoRedirect() {
        offer(0);
        server.fail(
                "offers",
                new Fault.Problem(307, "moved", Map.of("Location", server.uri() + "/api/v1/elsewhere"), Map.of()));

        assertThat(takePartInAll(client(), HALVING).updatesAccepted()).isEqualTo(1);
        assertThat(server.calls("elsewhere")).isZero();
    }

    @Test
    @SuppressWarnings("try")
    void refusesADirectoryInUse() throws Exception {
        RecordingListener waiting = new RecordingListener(Progress.Waiting.class);
        try (PsephosClient first = client().listener(waiting).build()) {
            var running = CompletableFuture.supplyAsync(() -> first.takePart(HALVING));
            assertThat(waiting.await()).isTrue();

            assertThatThrownBy(() -> takePart(client(), HALVING))
                    .isInstanceOf(PsephosClientException.class)
                    .hasMessageContaining("another client uses");
            assertThatThrownBy(() -> first.takePart(HALVING)).isInstanceOf(IllegalStateException.class);

            first.close();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRevokedKeyEndsIt() {
        server.endJob();
        takePart(client(), HALVING);
        server.identities.forgetClients();

        assertThatThrownBy(() -> takePart(client(), HALVING))
                .isInstanceOfSatisfying(
                        PsephosClientException.class, e -> assertThat(e.code()).contains("invalid-client"));
    }

    @Test
    void ofAServerThatWasSetUpAnewItSaysWhatToDo() {
        server.endJob();
        takePart(client(), HALVING);
        server.identities.forgetClients();

        assertThatThrownBy(() -> takePart(client().enrolmentToken("a fresh one"), HALVING))
                .hasMessageContaining(server.uri() + " does not know client c-1")
                .hasMessageContaining("set up anew")
                .hasMessageContaining(data.resolve("client").toString())
                .hasMessageContaining("take an empty data directory and a fresh enrolment token")
                .hasMessageContaining("the one given now was not used")
                .hasMessageContaining("invalid-client");
    }

    @Test
    void anEnrolmentThatSomethingElseAnsweredLeavesNothingBehind() throws IOException {
        Path identity = data.resolve("client/client.json");
        List<String> stored = new CopyOnWriteArrayList<>();
        server.fail("enrollments", ForeignAnswers.all().values().toArray(Fault[]::new));
        server.whenCalled("enrollments", () -> stored.add(read(identity)));
        server.endJob();

        takePart(client(), HALVING);

        assertThat(stored)
                .hasSizeGreaterThan(40)
                .allSatisfy(json -> assertThat(json).isEqualTo("{\"server\":\"" + server.uri() + "\"}"));
        assertThat(read(identity)).contains("\"clientId\":\"c-1\"");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void asksForATokenOnceMoreWhenItsOwnIsNoLongerTaken() {
        offer(0);
        Trainer revoking = task -> {
            server.identities.revokeTokens();
            return HALVING.train(task);
        };

        Participation participation = takePartInAll(client(), revoking);

        assertThat(participation.updatesAccepted()).isEqualTo(1);
        assertThat(server.identities.issuedTokens()).isEqualTo(2);
        assertThat(server.calls("update")).isEqualTo(2);
    }

    @Test
    void correctsItsClockByTheServers() {
        server.identities.setClock(Instant.now().minus(Duration.ofDays(400)));
        server.endJob();

        takePart(client(), HALVING);

        assertThat(server.calls("enrollments")).isEqualTo(2);
        assertThat(server.calls("token")).isEqualTo(1);
    }

    @Test
    void fetchesAVersionOnce() {
        Offer first = Offers.of(3, CodecScheme.FLOAT32);
        Offer again = new Offer(
                new AssignmentId("a-4"),
                first.job(),
                4,
                3,
                first.parameterCount(),
                first.layout(),
                first.deadline(),
                first.deadlineIn(),
                first.training(),
                first.codec(),
                first.privacy(),
                Offer.Links.of(first.job(), 3, new AssignmentId("a-4")));
        server.offer(first, Offers.model());
        server.offer(again, Offers.model());

        takePartInAll(client(), HALVING);

        assertThat(server.calls("model")).isEqualTo(1);
        assertThat(witness.all(Progress.UpdateSent.class))
                .extracting(sent -> sent.bytesDown() > 0)
                .isEqualTo(List.of(true, false));
        assertThat(server.frames.get(0)).hasSameSizeAs(server.frames.get(1));
    }
}
