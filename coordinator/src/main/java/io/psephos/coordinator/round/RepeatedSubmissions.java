package io.psephos.coordinator.round;

import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.Fate;
import io.psephos.protocol.ProblemCode;
import java.util.Optional;

/** The answers to updates for assignments that are already decided. */
final class RepeatedSubmissions {
    private RepeatedSubmissions() {}

    /** Returns the answer that an earlier verdict gives, if there was one. */
    static Optional<Submission> by(StoredAssignment known, FrameDigest digest) {
        if (known.digest() != null) {
            return Optional.of(known.digest().equals(digest) ? again(known) : differs(known));
        }
        if (known.fate() == Fate.DECLINED) {
            return Optional.of(new Submission.Refused(
                    ProblemCode.WRONG_STATE,
                    "the assignment was declined",
                    known.id().value()));
        }
        return Optional.empty();
    }

    /** Returns the answer for an assignment whose round is over. */
    static Submission closed(StoredAssignment known) {
        return new Submission.Refused(
                ProblemCode.ROUND_CLOSED,
                "round " + known.round() + " takes no more updates",
                Long.toString(known.round()));
    }

    private static Submission again(StoredAssignment known) {
        return known.code() == null
                ? new Submission.AlreadyAccepted(known.receipt())
                : new Submission.Refused(known.code(), "the same bytes were refused before", null);
    }

    private static Submission differs(StoredAssignment known) {
        return new Submission.Refused(
                ProblemCode.DUPLICATE_DIFFERS,
                "other bytes were judged for this assignment before",
                known.id().value());
    }
}
