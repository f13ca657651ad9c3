package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lookup of an assignment within one command: in the round, in what the batch wrote, in the journal. */
record AssignmentLookup(Journal journal, JobCache cache, Batch batch) {

    /** Returns the assignment as it stands now; null when it is unknown or another client's. */
    @Nullable
    StoredAssignment find(ClientId client, AssignmentId assignment) {
        Round round = cache.round();
        LiveAssignment live = round == null ? null : round.assignment(assignment);
        StoredAssignment known = live == null ? batch.settled(assignment) : live.assignment();
        if (known == null) {
            known = journal.assignment(assignment).orElse(null);
        }
        return known == null || !isOf(client, known) ? null : known;
    }

    static boolean isOf(ClientId client, StoredAssignment assignment) {
        return assignment.client().equals(client);
    }

    /** Whether a deadline has passed, of the round or of the assignment. */
    static boolean isPast(Collecting round, LiveAssignment live, Duration moment) {
        return round.isPastDeadline(moment) || live.isPastDeadline(moment);
    }
}
