package io.psephos.coordinator.round;

import io.psephos.aggregation.Fold;
import io.psephos.aggregation.VoteMargins;
import io.psephos.compression.Payload;
import io.psephos.compression.Quantized;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.journal.ClientReport;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A round that gives seats and takes updates. Touched by its job's writer only. */
final class Collecting implements Round {
    private final JobSpec spec;
    private final long number;
    private final long modelVersion;
    private final Instant openedAt;
    private final Fold fold;
    private final Set<String> drawn;
    private final Map<AssignmentId, Seat> seats = new HashMap<>();
    private final Map<ClientId, Seat> seatOf = new HashMap<>();
    private final Map<AssignmentId, ClientReport> reports = new HashMap<>();
    private final Verdicts verdicts = new Verdicts();
    private int open;
    private int accepted;
    private long bytesUp;
    private long bits;
    private @Nullable Duration deadline;

    Collecting(JobSpec spec, long number, long modelVersion, Instant openedAt, Fold fold) {
        this.spec = spec;
        this.number = number;
        this.modelVersion = modelVersion;
        this.openedAt = openedAt;
        this.fold = fold;
        this.drawn = spec.participants().hasRoster()
                ? RosterDraw.draw(
                        spec.participants().roster(),
                        spec.schedule().cohort(),
                        spec.model().seed(),
                        number)
                : Set.of();
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long modelVersion() {
        return modelVersion;
    }

    @Override
    public Instant openedAt() {
        return openedAt;
    }

    Fold fold() {
        return fold;
    }

    /** Everybody who was asked in this round. */
    Set<ClientId> asked() {
        return seatOf.keySet();
    }

    Collection<Seat> seats() {
        return seats.values();
    }

    @Override
    public @Nullable Seat seat(AssignmentId assignment) {
        return seats.get(assignment);
    }

    @Nullable
    Seat seatOf(ClientId client) {
        return seatOf.get(client);
    }

    /** Whether the draw of a roster job took the client; everybody's turn in other jobs. */
    boolean isTurnOf(Participant client) {
        return drawn.isEmpty() || client.name() != null && drawn.contains(client.name());
    }

    boolean hasFreeSeat() {
        return open + accepted < spec.schedule().seats();
    }

    /** When the round ends, as uptime; null before its first assignment. */
    @Nullable
    Duration deadline() {
        return deadline;
    }

    void setDeadline(Duration uptime) {
        deadline = uptime;
    }

    boolean isPastDeadline(Duration uptime) {
        return deadline != null && uptime.compareTo(deadline) >= 0;
    }

    /** Less than a quarter of the deadline is left: nothing more is offered. */
    boolean isInLastQuarter(Duration uptime) {
        return deadline != null
                && uptime.compareTo(deadline.minus(spec.schedule().deadline().dividedBy(4))) > 0;
    }

    void give(StoredAssignment assignment) {
        Seat seat = new Seat(assignment);
        seats.put(assignment.id(), seat);
        seatOf.put(assignment.client(), seat);
        if (seat.is(Fate.OPEN)) {
            open++;
        }
    }

    /** Takes a seat back from the journal; of the refusals before a restart only the last ones are known. */
    void restore(StoredAssignment assignment) {
        give(assignment);
        if (assignment.code() != null) {
            countRefusal(assignment.code());
        }
    }

    void accept(Seat seat, byte[] digest, int frameBytes, Payload payload) {
        seat.become(seat.assignment().with(Fate.ACCEPTED, null, digest));
        open--;
        countAccepted(frameBytes, payload);
    }

    void countAccepted(int frameBytes, Payload payload) {
        accepted++;
        bytesUp += frameBytes;
        if (payload instanceof Quantized quantized) {
            bits += Integer.SIZE
                    - Integer.numberOfLeadingZeros(quantized.levels().max());
        }
    }

    /** What rounds of dq-sgd differ in. */
    private @Nullable Double meanBits() {
        boolean isDynamic = spec.codec().scheme() == CodecScheme.DQ_SGD;
        return isDynamic && accepted > 0 ? Double.valueOf((double) bits / accepted) : null;
    }

    void refuse(Seat seat, ProblemCode code, byte[] digest) {
        seat.become(seat.assignment().with(Fate.REFUSED, code, digest));
        reports.remove(seat.assignment().id());
        open--;
    }

    /** Counts a refusal, whether or not it is the last word on its seat. */
    void countRefusal(ProblemCode code) {
        verdicts.refused(code);
    }

    void decline(Seat seat) {
        seat.become(seat.assignment().with(Fate.DECLINED, null, null));
        reports.remove(seat.assignment().id());
        open--;
    }

    /** Keeps what a client told, unless its seat was taken away. */
    void report(AssignmentId assignment, ClientReport report) {
        Seat seat = seats.get(assignment);
        if (seat == null || seat.is(Fate.REFUSED) || seat.is(Fate.DECLINED)) {
            return;
        }
        reports.put(assignment, report);
    }

    /** What clients told, in no order. */
    Collection<ClientReport> reports() {
        return reports.values();
    }

    /** Enough to close at once. */
    boolean isFull() {
        return accepted >= spec.schedule().cohort();
    }

    boolean hasQuorum() {
        return accepted >= spec.schedule().quorum();
    }

    boolean hasOpenSeats() {
        return open > 0;
    }

    /** A roster job loses its round with the first seat that is given back. */
    boolean isLost() {
        return spec.participants().hasRoster() && open + accepted < seats.size();
    }

    Aggregating freeze() {
        return new Aggregating(this);
    }

    StoredRoundSummary summary(
            String state, @Nullable Long version, Instant at, @Nullable VoteMargins margins, long bytesDown) {
        return new StoredRoundSummary(
                number,
                state,
                version,
                openedAt,
                at,
                seats.size(),
                accepted,
                version == null ? 0 : accepted,
                verdicts.counts(),
                margins,
                bytesUp,
                bytesDown,
                meanBits());
    }
}
