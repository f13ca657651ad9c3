package io.psephos.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What came of the demonstration's job.
 *
 * @param state in which it ended, in a word
 * @param reason why it ended early; null where it did not
 * @param bytesUp of accepted updates
 */
record DemoFacts(
        String state,
        @Nullable String reason,
        double accuracy,
        long versions,
        long accepted,
        long refused,
        long bytesUp) {

    /** The facts that the server holds of a job that has ended. */
    static DemoFacts of(OperatorApi operator, String job) {
        JsonNode view = operator.get("/api/v1/jobs/" + job);
        List<JsonNode> rounds = operator.list("/api/v1/jobs/" + job + "/rounds");
        List<JsonNode> metrics = operator.list("/api/v1/jobs/" + job + "/metrics");
        return new DemoFacts(
                view.path("state").asString(),
                view.path("reason").isNull() ? null : view.path("reason").asString(null),
                metrics.stream()
                        .filter(metric -> metric.path("name").asString().equals("accuracy"))
                        .mapToDouble(metric -> metric.path("value").asDouble())
                        .reduce(Double.NaN, (older, newer) -> newer),
                view.path("modelVersion").asLong(),
                rounds.stream()
                        .mapToLong(round -> round.path("accepted").asLong())
                        .sum(),
                rounds.stream()
                        .flatMap(round -> round.path("refused").values().stream())
                        .mapToLong(JsonNode::asLong)
                        .sum(),
                rounds.stream()
                        .mapToLong(round -> round.path("bytesUp").asLong())
                        .sum());
    }

    /** The facts of a run that ended early, as they were last shown. */
    static DemoFacts early(String state, String reason, RunProgress.Moment last) {
        return new DemoFacts(
                state, reason, last.accuracy(), last.published(), last.accepted(), last.refused(), last.uploadBytes());
    }

    boolean isFinished() {
        return state.equals("finished");
    }

    long bytesPerUpdate() {
        return accepted == 0 ? 0 : bytesUp / accepted;
    }
}
