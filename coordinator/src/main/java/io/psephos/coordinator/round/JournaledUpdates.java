package io.psephos.coordinator.round;

import io.psephos.aggregation.stage.AcceptedUpdates;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.model.Artefact;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The accepted updates of a closed round, read from the journal.
 *
 * @param takesArtefacts whether clients may send artefacts beside them
 */
record JournaledUpdates(Journal journal, JobId job, Intake intake, Aggregating round, boolean takesArtefacts)
        implements AcceptedUpdates {

    @Override
    public void forEach(Consumer<Accepted> reader) {
        journal.accepted(job, frame -> {
            LiveAssignment live = round.assignment(frame.assignment());
            if (live != null) {
                StoredAssignment known = live.assignment();
                reader.accept(new Accepted(
                        intake.decode(known.client(), frame.frame(), known.modelVersion()), artefacts(known.id())));
            }
        });
    }

    private Map<String, Artefact> artefacts(AssignmentId assignment) {
        Map<String, Artefact> artefacts = new TreeMap<>();
        if (takesArtefacts) {
            journal.uploadedArtefacts(assignment).forEach((name, file) -> artefacts.put(name, Artefact.read(file)));
        }
        return artefacts;
    }
}
