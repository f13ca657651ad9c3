package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of clients' metrics and their medians. */
class ReportsTest {
    private static final String THREE = "schedule: {rounds: 100, cohort: 3, quorum: 2, deadline: PT40S}";
    private static final String ADAPTIVE = "codec: {scheme: sto-sign, b: {constant: 0.5, adaptive: {factor: 2}}}";

    private final Deployment deployment = new Deployment(4);

    @Row({"GET /api/v1/jobs/{job}/metrics", "evaluation.data clients"})
    @Test
    void theMedianOfARoundIsAMetricOfTheVersionThatWasOffered() {
        JobId job = deployment.start(THREE, "evaluation: {data: clients}");
        round(Map.of("accuracy", 0.1, "loss", 9.0), Map.of("accuracy", 0.5), Map.of("accuracy", 1.0, "loss", 1.0));
        round(Map.of(), Map.of(), Map.of("accuracy", 0.25));

        assertThat(deployment.records().metrics(job))
                .containsExactly(
                        new StoredMetric(0, 0, "accuracy", 0.5, "clients"),
                        new StoredMetric(0, 0, "loss", 5, "clients"),
                        new StoredMetric(1, 1, "accuracy", 0.25, "clients"));
        assertThat(deployment.eventWords(job)).contains("evaluated");
    }

    @Row("evaluation.data none")
    @Test
    void withoutClientsEvaluationNothingIsMadeOfReports() {
        JobId job = deployment.start(THREE);
        round(Map.of("accuracy", 0.1), Map.of("accuracy", 0.1), Map.of("accuracy", 0.1));

        assertThat(deployment.records().metrics(job)).isEmpty();
    }

    @Row("PUT /api/v1/assignments/{assignment}/metrics")
    @Test
    void aReportIsReplaceableAlsoAfterTheUpdateAndSurvivesARestart() {
        JobId job = deployment.start(THREE, "evaluation: {data: clients}");
        Offer first = deployment.takePart(0);
        assertThat(report(0, first, Map.of("loss", 1.0))).isInstanceOf(Reported.Kept.class);
        assertThat(report(0, first, Map.of("accuracy", 0.75))).isInstanceOf(Reported.Kept.class);
        deployment.restart();
        deployment.takePart(1);
        deployment.takePart(2);

        assertThat(deployment.records().metrics(job))
                .containsExactly(new StoredMetric(0, 0, "accuracy", 0.75, "clients"));
    }

    @Row("evaluation.data clients")
    @Test
    void theMedianStopsTheJob() {
        JobId job = deployment.start(THREE, "evaluation: {data: clients}", "stop: {accuracy: 0.9}");
        round(Map.of("accuracy", 0.89), Map.of("accuracy", 0.89), Map.of("accuracy", 1.0));
        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);

        round(Map.of("accuracy", 0.0), Map.of("accuracy", 0.91), Map.of("accuracy", 1.0));
        assertThat(deployment.state(job)).isEqualTo(JobState.FINISHED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reportsOfDeclinedAssignmentsDoNotCount(boolean restarted) {
        JobId job = deployment.start(THREE, "evaluation: {data: clients}");
        Offer given = deployment.offered(3);
        assertThat(report(3, given, Map.of("accuracy", 1.0))).isInstanceOf(Reported.Kept.class);
        deployment.decline(3, given);
        if (restarted) {
            deployment.restart();
        }
        round(Map.of("accuracy", 0.25), Map.of("accuracy", 0.25), Map.of());

        assertThat(deployment.records().metrics(job))
                .containsExactly(new StoredMetric(0, 0, "accuracy", 0.25, "clients"));
    }

    @Row("codec.b adaptive")
    @Test
    void bFollowsTheMagnitudesOfTheHonest() {
        deployment.start(THREE, ADAPTIVE, "robustness: {byzantine: 1}");
        Offer first = deployment.offered(0);
        assertThat(first.codec().b()).containsExactly(0.5, 0.5);
        magnitudes(0, first, 0.25, 1);
        magnitudes(1, deployment.offered(1), 0.125, 0);
        magnitudes(2, deployment.offered(2), 1e9, 0);
        for (int client = 0; client < 3; client++) {
            deployment.takePart(client);
        }

        assertThat(deployment.offered(0).codec().b()).containsExactly(0.5, 0.5);
        deployment.restart();
        magnitudes(0, deployment.offered(0), 3, 4);
        for (int client = 0; client < 3; client++) {
            deployment.takePart(client);
        }
        assertThat(deployment.offered(0).codec().b()).containsExactly(6.0, 8.0);
    }

    @Row("PUT /api/v1/assignments/{assignment}/metrics")
    @Test
    void magnitudesAreOneATensor() {
        deployment.start(THREE, ADAPTIVE);
        Offer offer = deployment.offered(0);

        assertThat(refusal(report(0, offer.assignment(), new ClientReport(Map.of(), List.of(1.0)))))
                .isEqualTo(ProblemCode.INVALID_MEMBER);
    }

    @Row({"PUT /api/v1/assignments/{assignment}/metrics", "409 round-closed", "409 wrong-state"})
    @Test
    void lateAndForeignReportsAreRefused() {
        deployment.start(THREE);
        Offer declined = deployment.offered(3);
        deployment.decline(3, declined);
        assertThat(refusal(report(3, declined, Map.of()))).isEqualTo(ProblemCode.WRONG_STATE);
        Offer closed = deployment.takePart(0);
        assertThat(report(1, closed, Map.of())).isInstanceOf(Reported.Unknown.class);
        assertThat(report(0, new AssignmentId("a-none"), new ClientReport(Map.of(), List.of())))
                .isInstanceOf(Reported.Unknown.class);
        deployment.takePart(1);
        Offer waiting = deployment.offered(2);
        deployment.passSeconds(40);

        assertThat(refusal(report(0, closed, Map.of()))).isEqualTo(ProblemCode.ROUND_CLOSED);
        assertThat(refusal(report(2, waiting, Map.of()))).isEqualTo(ProblemCode.ROUND_CLOSED);
    }

    @SafeVarargs
    private void round(Map<String, Double>... reports) {
        for (int client = 0; client < reports.length; client++) {
            assertThat(report(client, deployment.offered(client), reports[client]))
                    .isInstanceOf(Reported.Kept.class);
        }
        for (int client = 0; client < reports.length; client++) {
            deployment.takePart(client);
        }
    }

    private void magnitudes(int client, Offer offer, double weight, double bias) {
        report(client, offer.assignment(), new ClientReport(Map.of(), List.of(weight, bias)));
    }

    private Reported report(int client, Offer offer, Map<String, Double> values) {
        return report(client, offer.assignment(), new ClientReport(values, List.of()));
    }

    private Reported report(int client, AssignmentId assignment, ClientReport report) {
        return Deployment.now(
                deployment.coordinator().report(TestPopulation.client(client).id(), assignment, report));
    }

    private static ProblemCode refusal(Reported reported) {
        return ((Reported.Refused) reported).code();
    }
}
