package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.client.update.Difference;
import io.psephos.client.update.EncodedUpdate;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of metrics, which never hold up an update. */
class MetricsTest extends ClientFixture {
    private static final AssignmentId FIRST = new AssignmentId("a-0");

    private static Trainer reporting(Map<String, Double> metrics) {
        return task -> {
            Trained trained = HALVING.train(task);
            return new Trained(trained.parameters(), trained.steps(), trained.exampleCount(), metrics);
        };
    }

    @Test
    void reportsWhatTheTrainerMeasured() {
        offer(0);

        takePartInAll(client(), reporting(Map.of("loss", 0.25, "accuracy", 0.5, "perplexity", Double.NaN)));

        assertThat(server.metrics.get(FIRST)).hasToString("{\"accuracy\":0.5,\"loss\":0.25}");
        assertThat(server.accepted).hasSize(1);
    }

    @Test
    void saysNothingWhereThereIsNothingToSay() {
        offer(0);

        takePartInAll(client(), HALVING);

        assertThat(server.calls("metrics")).isZero();
    }

    @Test
    void magnitudesGoWithStochasticSigns() {
        server.offer(Offers.of(0, CodecScheme.STO_SIGN), Offers.model());

        takePartInAll(client(), HALVING);

        assertThat(server.metrics.get(FIRST)).hasToString("{\"maxAbs\":[3.0,2.0]}");
    }

    @Test
    void isSilentUnderAPrivacyMechanism() throws Exception {
        Offer offer = Offers.of(0, Offers.of(0, CodecScheme.STO_SIGN).codec(), new Offer.Privacy("dp-sign", false));
        Trained trained = reporting(Map.of("loss", 1.0)).train(new TrainingTask(offer, Offers.model()));
        Difference difference = Difference.of(offer, trained.from(Offers.model()));
        EncodedUpdate update = new EncodedUpdate(offer, difference, difference.values(), NamedState.EMPTY, new byte[0]);

        assertThat(Metrics.of(trained, update)).isEmpty();
    }

    static Stream<Fault> failures() {
        return Stream.of(
                new Fault.Cut(),
                new Fault.LostAnswer(),
                new Fault.Stall("application/json"),
                Fault.problem(401, "invalid-token"),
                Fault.problem(404, "not-found"),
                Fault.problem(409, "wrong-state"),
                Fault.problem(422, "invalid-member"),
                Fault.retryAfter(429, "rate-limited", "3600"),
                Fault.problem(500, "internal"),
                new Fault.Problem(307, "moved", Map.of("Location", "/elsewhere"), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failuresStopNoUpdate(Fault fault) {
        offer(0);
        server.fail("metrics", fault);

        takePartInAll(client().requestTimeout(Duration.ofMillis(300)), reporting(Map.of("loss", 1.0)));

        assertThat(server.accepted).hasSize(1);
        assertThat(server.calls("metrics")).isEqualTo(1);
        assertThat(witness.all(Progress.ServerUnreachable.class)).isEmpty();
    }

    @Test
    void trainersAreToldWhichMetricCannotBe() {
        assertThatThrownBy(() -> new Trained(new float[1], 1, 1, Map.of("accuracy", 35.2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'accuracy' must be 0 to 1, was 35.2");
        assertThatThrownBy(() -> new Trained(new float[1], 1, 1, Map.of("examples", 2.5)))
                .hasMessageContaining("'examples' must be a whole number from 0 to 9007199254740992, was 2.5");
        assertThatThrownBy(() -> new Trained(new float[1], 1, 1, Map.of("a\nb", 1.0)))
                .hasMessageContaining("printable");
        Map<String, Double> fine = Map.of("accuracy", -0.0, "examples", 3.0, "loss", -1e300, "percent", 35.2);
        assertThat(new Trained(new float[1], 1, 1, fine).metrics()).isEqualTo(fine);
    }

    @Test
    void aMetricThatCannotBeIsNotSentAndDeclines() {
        offer(0);

        takePartInAll(client(), reporting(Map.of("accuracy", 35.2)));

        assertThat(server.calls("metrics")).isZero();
        assertThat(server.accepted).isEmpty();
        assertThat(server.declined).containsKey(FIRST);
    }

    @Test
    void trainersReportFewMetricsWithShortNames() {
        Map<String, Double> many =
                IntStream.range(0, 33).boxed().collect(Collectors.toMap(i -> "m" + i, Integer::doubleValue));

        assertThatThrownBy(() -> new Trained(new float[1], 1, 1, many)).hasMessageContaining("at most 32, were 33");
        assertThatThrownBy(() -> new Trained(new float[1], 1, 1, Map.of("x".repeat(41), 1.0)))
                .hasMessageContaining("1 to 40");
        assertThatThrownBy(() -> new Trained(new float[1], 1, 1, Map.of("maxAbs", 1.0)))
                .hasMessageContaining("maxAbs");
    }
}
