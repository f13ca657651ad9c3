package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.staleness.StalenessWeight;
import io.psephos.aggregation.staleness.StalenessWeights;
import io.psephos.client.Progress;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.ClientTally;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.server.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A check of what a server stored of an asynchronous or buffered job against what its clients sent and were answered.
 */
final class BufferedJobAudit {
    private final Journal journal;
    private final Records records;
    private final JobSpec spec;
    private final KillLoop loop;
    private final List<StoredRoundSummary> rounds;
    private final List<StoredAssignment> accepted;
    private final List<StoredAssignment> filtered;
    private final List<StoredAssignment> stale;
    private final Map<Long, List<StoredAssignment>> byRound;

    BufferedJobAudit(Storage storage, JobSpec spec, KillLoop loop) {
        this.journal = storage.journal();
        this.records = storage.records();
        this.spec = spec;
        this.loop = loop;
        this.rounds = records.rounds(loop.job());
        this.accepted = stored(loop.acknowledged().stream());
        this.filtered = refused(ProblemCode.FILTERED);
        this.stale = refused(ProblemCode.STALE);
        this.byRound = accepted.stream().collect(Collectors.groupingBy(StoredAssignment::round));
    }

    /** One version after another, each of a full buffer and of nothing that a client was not told of. */
    void checkVersions() {
        int versions = spec.schedule().rounds();
        assertThat(rounds)
                .extracting(StoredRoundSummary::version)
                .isEqualTo(LongStream.rangeClosed(1, versions).boxed().toList());
        assertThat(rounds).allSatisfy(round -> {
            assertThat(round.state()).isEqualTo("published");
            assertThat(round.counted()).isEqualTo(spec.schedule().buffer());
            assertThat(byRound.get(round.round())).hasSize(round.counted());
        });
        assertThat(loop.acknowledged())
                .doesNotHaveDuplicates()
                .hasSize(versions * spec.schedule().buffer());
    }

    /** Who was told that an update counts, or why it does not, was told the truth. */
    void checkAnswers() {
        assertThat(accepted).extracting(StoredAssignment::fate).containsOnly(Fate.COUNTED);
        if (spec.robustness().filters().isEmpty()) {
            assertThat(filtered).isEmpty();
        }
        spec.robustness().filters().stream()
                .filter(filter -> filter.kind() == Filter.NORM_BOUND)
                .forEach(bound -> assertThat(accepted)
                        .as("the Byzantine client is refused by its norm")
                        .allSatisfy(assignment ->
                                assertThat(norm(update(assignment.id()))).isLessThanOrEqualTo(bound.number("norm"))));
        assertThat(filtered).allSatisfy(assignment -> {
            assertThat(assignment.fate()).isEqualTo(Fate.REFUSED);
            assertThat(assignment.code()).isEqualTo(ProblemCode.FILTERED);
        });
        assertThat(stale).allSatisfy(assignment -> {
            assertThat(assignment.fate()).isEqualTo(Fate.DISCARDED);
            assertThat(assignment.code()).isEqualTo(ProblemCode.STALE);
        });
        assertThat(refused(ProblemCode.ROUND_CLOSED))
                .as("on their way when the job ended")
                .allSatisfy(assignment -> assertThat(assignment.fate()).isEqualTo(Fate.EXPIRED));
        assertThat(loop.refused())
                .hasSize(filtered.size()
                        + stale.size()
                        + refused(ProblemCode.ROUND_CLOSED).size());
    }

    /** Bytes that are no update are answered so, and never in the place of what its client sent then. */
    void checkMalformedUploads() {
        assertThat(loop.malformed()).allSatisfy(refusal -> {
            StoredAssignment assignment =
                    journal.assignment(refusal.assignment()).orElseThrow();
            if (refusal.status() != 422) {
                assertThat(refusal.status()).isEqualTo(409);
                assertThat(assignment.fate()).as("the job had ended").isEqualTo(Fate.EXPIRED);
            }
            assertThat(assignment.digest()).isNotEqualTo(refusal.digest());
        });
        assertThat(audited("update-malformed", ".*"))
                .containsAll(loop.malformed().stream()
                        .filter(refusal -> refusal.status() == 422)
                        .map(MalformedUploads.Refused::assignment)
                        .toList());
    }

    /** Every verdict was told once, and what the audit has of a refusal is what its client heard. */
    void checkEventsAndAudit() {
        List<AssignmentId> judged = ids(Stream.concat(filtered.stream(), stale.stream()));
        List<JobEvent> events = records.events(loop.job(), 0, Integer.MAX_VALUE);
        assertThat(assignments(events, JobEvent.Kind.UPDATE_ACCEPTED))
                .containsExactlyInAnyOrderElementsOf(loop.acknowledged());
        assertThat(assignments(events, JobEvent.Kind.UPDATE_REFUSED)).containsExactlyInAnyOrderElementsOf(judged);
        assertThat(events.stream().filter(event -> event.kind() == JobEvent.Kind.ROUND_PUBLISHED))
                .extracting(JobEvent::version)
                .isEqualTo(rounds.stream().map(StoredRoundSummary::version).toList());
        assertThat(audited("update-refused", "filtered: .*, distance .*|stale: the update lies .*"))
                .containsExactlyInAnyOrderElementsOf(judged);
        assertThat(audited("update-refused", ".*")).doesNotContainAnyElementsOf(loop.acknowledged());
    }

    /** One verdict for each update on which one fell, neither lost with a server nor given again by the next. */
    void checkReputations() {
        Map<ClientId, Long> counted = byClient(accepted);
        Map<ClientId, Long> refused = byClient(filtered);
        List<ClientId> clients =
                records.tallies(loop.job()).stream().map(ClientTally::client).toList();
        assertThat(clients).containsAll(counted.keySet()).containsAll(refused.keySet());
        records.reputations(clients)
                .forEach((client, reputation) -> assertThat(reputation)
                        .as("%s", client)
                        .isEqualTo(new Reputation(
                                counted.getOrDefault(client, 0L), refused.getOrDefault(client, 0L), 0, 0)));
    }

    /** Every version that is kept is the one before and its updates, each weighed by how far it lay behind. */
    void checkParameters() {
        Set<Long> kept =
                records.models(loop.job()).stream().map(ModelSummary::version).collect(Collectors.toSet());
        assertThat(kept).contains((long) rounds.size());
        kept.stream()
                .filter(version -> version > 0 && kept.contains(version - 1))
                .forEach(version -> {
                    double[] next = next(version - 1);
                    float[] published = parameters(version);
                    for (int i = 0; i < next.length; i++) {
                        assertThat((double) published[i])
                                .as("version %d", version)
                                .isCloseTo(next[i], within(1e-4));
                    }
                });
    }

    private double[] next(long version) {
        StalenessWeight dampening = StalenessWeights.of(spec.aggregation().dampening());
        float[] before = parameters(version);
        double[] next = new double[before.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = before[i];
        }
        double rate = spec.optimizer().learningRate() / spec.schedule().buffer();
        for (StoredAssignment assignment : byRound.get(roundOf(version + 1))) {
            FloatBuffer update = update(assignment.id());
            double share = rate * dampening.at(version - assignment.modelVersion());
            for (int i = 0; i < next.length; i++) {
                next[i] -= share * update.get(i);
            }
        }
        return next;
    }

    private long roundOf(long version) {
        return rounds.get((int) version - 1).round();
    }

    private float[] parameters(long version) {
        return journal.model(loop.job(), version).map(StoredModel::parameters).orElseThrow();
    }

    private FloatBuffer update(AssignmentId assignment) {
        byte[] frame = loop.frame(assignment);
        return ByteBuffer.wrap(frame, FrameHeader.BYTES, frame.length - FrameHeader.BYTES)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    private static double norm(FloatBuffer update) {
        double squares = 0;
        for (int i = 0; i < update.limit(); i++) {
            squares += (double) update.get(i) * update.get(i);
        }
        return Math.sqrt(squares);
    }

    private List<StoredAssignment> stored(Stream<AssignmentId> assignments) {
        return assignments.map(id -> journal.assignment(id).orElseThrow()).toList();
    }

    /** Of which clients were told this. */
    private List<StoredAssignment> refused(ProblemCode code) {
        return stored(loop.refused().stream()
                .filter(refusal -> refusal.code().equals(code.word()))
                .map(Progress.Refused::assignment));
    }

    private static List<AssignmentId> ids(Stream<StoredAssignment> assignments) {
        return assignments.map(StoredAssignment::id).toList();
    }

    private static Map<ClientId, Long> byClient(Collection<StoredAssignment> assignments) {
        return assignments.stream()
                .map(StoredAssignment::client)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static List<AssignmentId> assignments(List<JobEvent> events, JobEvent.Kind kind) {
        return events.stream()
                .filter(event -> event.kind() == kind)
                .map(JobEvent::assignment)
                .toList();
    }

    private List<AssignmentId> audited(String action, String detail) {
        return records.audit(0, Integer.MAX_VALUE).stream()
                .filter(line -> line.action().equals(action) && line.detail().matches(detail))
                .map(AuditEntry::assignment)
                .toList();
    }
}
