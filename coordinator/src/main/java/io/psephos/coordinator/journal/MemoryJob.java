package io.psephos.coordinator.journal;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The journal records of one job, in memory. */
final class MemoryJob {
    StoredJob stored;
    NamedState state = NamedState.EMPTY;
    final TreeMap<Long, StoredModel> models = new TreeMap<>();
    final Map<Long, String> digests = new HashMap<>();
    final TreeMap<Long, byte[]> steps = new TreeMap<>();
    final Map<Long, SortedMap<String, byte[]>> artefacts = new HashMap<>();
    final Map<AssignmentId, SortedMap<String, byte[]>> uploaded = new HashMap<>();
    final Map<ClientId, Counts> counts = new LinkedHashMap<>();
    final Deque<JobEvent> events = new ArrayDeque<>();
    final List<StoredMetric> metrics = new ArrayList<>();
    final List<StoredRoundSummary> rounds = new ArrayList<>();
    final Map<ClientId, Long> lastRoundOf = new HashMap<>();
    final Map<ClientId, AssignmentId> whileOpen = new LinkedHashMap<>();
    final Map<AssignmentId, ClientReport> waitingReports = new HashMap<>();
    Optional<Open> open = Optional.empty();

    MemoryJob(StoredJob stored) {
        this.stored = stored;
    }

    /** The round that is neither published nor abandoned. */
    static final class Open {
        final JournalEntry.RoundOpened opened;
        final List<AssignmentId> assigned = new ArrayList<>();
        final List<StoredRound.AcceptedFrame> accepted = new ArrayList<>();
        final Map<AssignmentId, ClientReport> reports = new HashMap<>();
        boolean frozen;

        Open(JournalEntry.RoundOpened opened) {
            this.opened = opened;
        }
    }

    /** The updates of one client. */
    static final class Counts {
        private long accepted;
        private final Map<String, Integer> refused = new TreeMap<>();
        private @Nullable Long staleness;

        void accepted(long staleness) {
            accepted++;
            this.staleness = staleness;
        }

        void refused(ProblemCode code) {
            refused.merge(code.word(), 1, Integer::sum);
        }
    }

    /** Whether the assignment, null for one that is forgotten, stays open beyond its round. */
    boolean isWaiting(@Nullable StoredAssignment assignment) {
        return assignment != null && assignment.id().equals(whileOpen.get(assignment.client()));
    }

    List<ClientTally> tallies() {
        return counts.entrySet().stream()
                .map(of -> new ClientTally(
                        of.getKey(), of.getValue().accepted, of.getValue().refused, of.getValue().staleness))
                .toList();
    }

    SortedMap<String, byte[]> artefactsOf(long version) {
        return artefacts.getOrDefault(version, new TreeMap<>());
    }

    ModelSummary summary(StoredModel model) {
        long version = model.version();
        Long round = rounds.stream()
                .filter(ended -> ended.version() != null && ended.version() == version)
                .map(StoredRoundSummary::round)
                .findFirst()
                .orElse(null);
        return new ModelSummary(
                version,
                round,
                digests.getOrDefault(version, ""),
                (long) Float.BYTES * model.parameters().length,
                !steps.containsKey(version));
    }

    long lastEvent() {
        JobEvent newest = events.peekLast();
        return newest == null ? 0 : newest.id();
    }
}
