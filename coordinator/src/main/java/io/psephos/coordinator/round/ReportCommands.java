package io.psephos.coordinator.round;

import io.psephos.coordinator.ClientCalls.Call;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.ProblemCode;
import java.time.Duration;
import java.util.Optional;

/** The commands of clients beside the update of an assignment: metrics, artefacts, and refusals for the audit. */
final class ReportCommands {
    private static final String ARTEFACT_REFUSED = "artefact-refused";
    private static final String METRICS_REFUSED = "metrics-refused";

    private final JobContext context;
    private final JobCache cache;
    private final JobWriter writer;
    private final AssignmentLookup lookup;

    ReportCommands(JobContext context, JobCache cache, Batch batch) {
        this.context = context;
        this.cache = cache;
        this.writer = context.writer(cache, batch);
        this.lookup = new AssignmentLookup(context.ports().journal(), cache, batch);
    }

    /** Stores the client's metrics until the round closes. */
    Reported report(ClientId client, AssignmentId assignment, ClientReport report) {
        StoredAssignment known = lookup.find(client, assignment);
        if (known == null) {
            return new Reported.Unknown();
        }
        Reported reported = judge(known, report);
        if (reported instanceof Reported.Refused refused) {
            writer.note(known, METRICS_REFUSED, refused.code(), refused.detail());
        }
        return reported;
    }

    /**
     * Stores an artefact that the client sends beside its update until the update is accepted.
     *
     * @param objection why the job does not take the file, if it does not
     */
    Reported artefact(
            ClientId client, AssignmentId assignment, String name, byte[] file, Optional<Reported.Refused> objection) {
        StoredAssignment known = lookup.find(client, assignment);
        if (known == null) {
            return new Reported.Unknown();
        }
        Optional<Reported.Refused> refused =
                context.artefacts().asksFor(name) ? noLongerTaken(known).or(() -> objection) : objection;
        if (refused.isPresent()) {
            writer.note(
                    known, ARTEFACT_REFUSED, refused.get().code(), refused.get().detail());
            return refused.get();
        }
        writer.keepArtefact(known, name, file);
        return new Reported.Kept();
    }

    private Optional<Reported.Refused> noLongerTaken(StoredAssignment known) {
        if (known.fate() != Fate.OPEN && known.fate() != Fate.EXPIRED) {
            return Optional.of(new Reported.Refused(
                    ProblemCode.WRONG_STATE,
                    "an artefact is taken until the assignment's update is decided",
                    known.fate().word()));
        }
        Collecting round = cache.collecting();
        LiveAssignment live = round == null ? null : round.assignment(known.id());
        boolean isTaken = round != null
                && live != null
                && live.is(Fate.OPEN)
                && !AssignmentLookup.isPast(round, live, context.ports().time().uptime());
        return isTaken
                ? Optional.empty()
                : Optional.of(new Reported.Refused(
                        ProblemCode.ROUND_CLOSED,
                        "round " + known.round() + " takes no more artefacts",
                        Long.toString(known.round())));
    }

    /**
     * Records a refusal that happened before the coordinator; false when the assignment is unknown or another client's.
     */
    boolean noteRefusal(ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail) {
        StoredAssignment known = lookup.find(client, assignment);
        if (known != null) {
            writer.note(known, action(call), code, detail);
        }
        return known != null;
    }

    private static String action(Call call) {
        return switch (call) {
            case UPDATE -> AssignmentCommands.UPDATE_REFUSED;
            case METRICS -> METRICS_REFUSED;
            case ARTEFACT -> ARTEFACT_REFUSED;
        };
    }

    private Reported judge(StoredAssignment known, ClientReport report) {
        int tensors = cache.job().layout().tensors().size();
        if (!report.maxAbs().isEmpty() && report.maxAbs().size() != tensors) {
            return new Reported.Refused(
                    ProblemCode.INVALID_MEMBER,
                    "maxAbs has one number for each of " + tensors + " tensors",
                    Integer.toString(report.maxAbs().size()));
        }
        if (known.fate() == Fate.DECLINED || known.fate() == Fate.REFUSED) {
            return new Reported.Refused(
                    ProblemCode.WRONG_STATE,
                    "the assignment has ended",
                    known.fate().word());
        }
        Duration now = context.ports().time().uptime();
        Collecting round = cache.collecting();
        LiveAssignment live = round == null ? null : round.assignment(known.id());
        if (round == null || live == null || live.is(Fate.EXPIRED) || AssignmentLookup.isPast(round, live, now)) {
            return new Reported.Refused(
                    ProblemCode.ROUND_CLOSED,
                    "round " + known.round() + " takes no more metrics",
                    Long.toString(known.round()));
        }
        writer.report(round, known.id(), report);
        return new Reported.Kept();
    }
}
