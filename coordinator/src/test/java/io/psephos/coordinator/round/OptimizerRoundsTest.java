package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.protocol.JobId;
import io.psephos.protocol.OptimizerKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Server optimizers after every sort of aggregate, with and without small steps. */
class OptimizerRoundsTest {
    private static final String SCHEDULE = "schedule: {rounds: 100, cohort: 3, quorum: 3, deadline: PT40S}";
    private static final List<String> AGGREGATIONS = List.of(
            "aggregation: {rule: majority-vote}",
            "aggregation: {rule: vote-mean}",
            "aggregation: {rule: weighted-mean}",
            "aggregation: {rule: coordinate-median}",
            "aggregation: {rule: majority-vote, serverErrorFeedback: scaled-sign}",
            "aggregation: {rule: vote-mean, serverErrorFeedback: {scheme: qsgd, levels: 3}}");

    static Stream<Arguments> jobs() {
        return Arrays.stream(OptimizerKind.values())
                .flatMap(kind -> AGGREGATIONS.stream()
                        .filter(aggregation -> kind != OptimizerKind.SGD || !aggregation.contains("majority-vote, "))
                        .map(aggregation -> Arguments.of(kind, aggregation)));
    }

    @ParameterizedTest(name = "{0} after {1}")
    @MethodSource("jobs")
    void aRestartBetweenRoundsAndWithinOneChangesNoBit(OptimizerKind kind, String aggregation) {
        Deployment whole = new Deployment(3);
        Deployment restarted = new Deployment(3);
        JobId job = start(whole, kind, aggregation);
        JobId same = start(restarted, kind, aggregation);
        for (int round = 0; round < 4; round++) {
            play(whole, 0, 3);
            play(restarted, 0, round == 2 ? 1 : 3);
            restarted.restart();
            play(restarted, round == 2 ? 1 : 3, 3);
        }

        assertThat(restarted.digest(same)).isEqualTo(whole.digest(job));
        assertThat(restarted.journal.state(same)).isEqualTo(whole.journal.state(job));
        assertThat(whole.journal.job(job).orElseThrow().modelVersion()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0} after {1}")
    @MethodSource("jobs")
    void aRollbackForgetsTheMoments(OptimizerKind kind, String aggregation) {
        Deployment deployment = new Deployment(3);
        JobId job = start(deployment, kind, aggregation);
        play(deployment, 0, 3);
        deployment.move(job, Move.STOP);
        Deployment.now(deployment.coordinator().rollback(job, 0, "admin"));

        assertThat(deployment.journal.state(job).names()).noneMatch(name -> name.startsWith("optimizer/"));
    }

    private static JobId start(Deployment deployment, OptimizerKind kind, String aggregation) {
        return deployment.start(SCHEDULE, aggregation, "optimizer: {kind: " + kind.word() + ", learningRate: 0.05}");
    }

    private static void play(Deployment deployment, int from, int to) {
        for (int client = from; client < to; client++) {
            deployment.takePart(client);
        }
    }
}
