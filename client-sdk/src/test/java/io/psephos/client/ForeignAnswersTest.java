package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.sign.ScaledSign;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.model.Artefact;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that what was not this server's answer is a passing failure. */
class ForeignAnswersTest extends ClientFixture {
    private static final Artefact GENERATOR = Artefact.of("weight", 1, 2, 3);

    private final List<AssignmentId> trained = new CopyOnWriteArrayList<>();
    private final Trainer counting = task -> {
        trained.add(task.offer().assignment());
        return HALVING.train(task).withArtefacts(Map.of("label-counts", GENERATOR));
    };

    static Stream<String> names() {
        return ForeignAnswers.all().keySet().stream();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oauth-authorization-server",
                "enrollments",
                "token",
                "offers",
                "model",
                "artefact",
                "artefact-up",
                "update",
                "fate"
            })
    void isWaitedForAtAnyCall(String call) {
        Map<String, Fault> answers = ForeignAnswers.all();
        offerWithArtefact(0);
        offerWithArtefact(1);
        server.fail(call, answers.values().toArray(Fault[]::new));

        Participation part = takePartInAll(client(), counting);

        assertThat(trained).containsExactly(new AssignmentId("a-0"), new AssignmentId("a-1"));
        assertThat(part)
                .extracting(Participation::updatesAccepted, Participation::declined)
                .containsExactly(2L, 0L);
        assertThat(server.accepted).hasSize(2);
        assertThat(server.frames).hasSize(2);
        assertThat(witness.all(Progress.ServerUnreachable.class))
                .as("the platform itself repeats a GET whose connection was cut")
                .hasSizeBetween(answers.size() - 1, answers.size());
    }

    @ParameterizedTest
    @MethodSource("names")
    void neverTakesAnUpdatesPlace(String name) {
        Fault answer = ForeignAnswers.all().get(name);
        offer(0);
        server.fail("update", answer, new Fault.LostAnswer(), answer);

        Participation part = takePartInAll(client(), counting);

        assertThat(trained).hasSize(1);
        assertThat(server.frames).hasSize(2);
        assertThat(server.frames.get(0)).isEqualTo(server.frames.get(1));
        assertThat(part)
                .extracting(Participation::updatesAccepted, Participation::updatesRefused)
                .containsExactly(1L, 0L);
        assertThat(data.resolve("client/pending")).isEmptyDirectory();
    }

    @Test
    void isWaitedForAtDeltas() {
        Map<String, Fault> answers = ForeignAnswers.all();
        server.offer(Offers.of(0, CodecScheme.SIGN), Offers.model());
        server.models.step(0, new ScaledSign(Offers.LAYOUT).compress(Offers.model()));
        server.offer(Offers.of(1, CodecScheme.SIGN), server.models.at(1));
        server.fail("delta", answers.values().toArray(Fault[]::new));

        takePartInAll(client(), counting);

        assertThat(server.accepted).hasSize(2);
        assertThat(server.calls("model")).isEqualTo(1);
        assertThat(server.calls("delta")).isEqualTo(answers.size() + 1);
    }

    @Test
    void isWaitedForWhereAnOfferIsDeclined() {
        Map<String, Fault> answers = ForeignAnswers.all();
        offer(0, 1);
        server.fail("decline", answers.values().toArray(Fault[]::new));

        Participation part = takePartInAll(client(), task -> {
            if (task.offer().round() == 0) {
                throw new IllegalStateException();
            }
            return HALVING.train(task);
        });

        assertThat(part)
                .extracting(Participation::updatesAccepted, Participation::declined)
                .containsExactly(1L, 1L);
        assertThat(server.declined).hasSize(1);
    }

    @Test
    void isWaitedForAtEveryCallUnderTheClientsOwnPath() {
        server.endJob();
        takePart(client(), HALVING);
        Fault[] answers = ForeignAnswers.all().values().toArray(Fault[]::new);
        server.fail("keys", answers);
        server.fail("capabilities", answers);
        server.fail("leave", answers);

        takePart(client().maxParameters(10), HALVING);
        try (PsephosClient client = client().maxParameters(10).build()) {
            client.rotateKey();
            assertThat(server.calls("capabilities")).isEqualTo(answers.length + 1);
            assertThat(server.calls("keys")).isEqualTo(answers.length + 1);
            client.leave();
        }

        assertThat(server.identities.keyOf("c-1")).isNull();
        assertThat(server.calls("enrollments")).isEqualTo(1);
    }

    /** Of a foreign head nothing more is read, and of a fitting one no more than an answer may hold. */
    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "application/problem+json"})
    void readsNoBodyWithoutEnd(String type) {
        offer(0);
        server.fail("offers", new Fault.Endless(200, type));
        server.fail("update", new Fault.Endless(404, type));

        assertThat(takePartInAll(client(), HALVING).updatesAccepted()).isEqualTo(1);
        assertThat(witness.all(Progress.ServerUnreachable.class)).hasSize(2);
    }

    private void offerWithArtefact(long round) {
        server.published.put("/api/v1/jobs/j-1/models/" + round + "/artefacts/generator", GENERATOR.file());
        Offer plain = Offers.of(round, CodecScheme.STO_SIGN);
        Offer.Links links = plain.links().withArtefacts(List.of("generator"));
        server.offer(Offers.with(plain, plain.assignment(), links), Offers.model());
    }
}
