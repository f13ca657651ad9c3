package io.psephos.coordinator.journal;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.LAYOUT;
import static io.psephos.coordinator.journal.SampleEntries.NOON;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.bytes;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.frame;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.modelStored;
import static io.psephos.coordinator.journal.SampleEntries.opened;
import static io.psephos.coordinator.journal.SampleEntries.published;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The contract of what a journal keeps beside rounds: parameters, steps, named state, artefacts. */
public abstract class StateContract extends RecordsContract {
    @Test
    void parametersKeepEveryBit() {
        journal.commit(List.of(created(JOB)));
        float[] parameters = {
            -0f, 0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL - Float.MIN_VALUE, Float.MAX_VALUE, 1f / 3
        };
        StoredModel model = new StoredModel(JOB, 0, LAYOUT, parameters);
        journal.commit(List.of(new JournalEntry.ModelStored(JOB, model, "00", NOON)));

        StoredModel found = journal.model(JOB, 0).orElseThrow();

        assertThat(found.layout()).isEqualTo(LAYOUT);
        assertThat(found.version()).isZero();
        assertThat(bits(found.parameters())).containsExactly(bits(parameters));
    }

    @Test
    void stepsAreKeptAsLongAsTheirVersions() {
        startRound(0);
        journal.commit(List.of(modelStored(0), modelStored(1), new JournalEntry.StepStored(JOB, 1, frame(1))));
        journal.commit(List.of(modelStored(2)));
        journal.commit(List.of(modelStored(3), new JournalEntry.StepStored(JOB, 3, frame(3))));

        assertThat(journal.steps(JOB, 0, 1)).containsExactly(frame(1));
        assertThat(journal.steps(JOB, 0, 3)).containsExactly(frame(1), frame(3));
        assertThat(journal.steps(JOB, 3, 3)).isEmpty();
        assertThat(records().models(JOB)).extracting(ModelSummary::dense).containsExactly(true, false, true, false);

        LongStream.rangeClosed(4, 102).forEach(version -> journal.commit(List.of(modelStored(version))));
        assertThat(journal.steps(JOB, 0, 102)).containsExactly(frame(3));
        journal.commit(List.of(modelStored(103)));
        assertThat(journal.steps(JOB, 0, 103)).isEmpty();
    }

    @Test
    void whatAJobRemembersKeepsEveryBit() {
        journal.commit(List.of(created(JOB)));
        assertThat(journal.state(JOB)).isEqualTo(NamedState.EMPTY);
        NamedState state = NamedState.EMPTY
                .with("optimizer/momentum", new float[] {-0f, Float.MIN_VALUE, 1f / 3, Float.MAX_VALUE})
                .with("offer/b", List.of(0.1 + 0.2, 1e-30))
                .with("offer/levels", 255);

        journal.commit(List.of(new JournalEntry.StateStored(JOB, state.bytes())));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.state(JOB)).isEqualTo(state);
        assertThat(journal.state(JOB).numbers("offer/b")).containsExactly(0.1 + 0.2, 1e-30);
    }

    @Test
    void whatAJobRemembersIsKeptPieceByPiece() {
        journal.commit(List.of(created(JOB), created(new JobId("j-two"))));
        journal.commit(List.of(
                new JournalEntry.StateStored(
                        JOB,
                        Map.of("filter/filters", bytes(1, 9), "last", bytes(2, 3), "filter/a/c-1", bytes(3, 1 << 20))),
                new JournalEntry.StateStored(JOB, Map.of("filter/filters", bytes(4, 5), "last", new byte[0]))));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.state(JOB).names()).containsExactly("filter/a/c-1", "filter/filters");
        assertThat(journal.state(JOB).bytes("filter/filters")).hasValue(bytes(4, 5));
        assertThat(journal.state(JOB).bytes("filter/a/c-1")).hasValue(bytes(3, 1 << 20));
        assertThat(journal.piece(JOB, "filter/filters")).hasValue(bytes(4, 5));
        assertThat(journal.piece(JOB, "last")).isEmpty();
        assertThat(journal.state(new JobId("j-two"))).isEqualTo(NamedState.EMPTY);
        journal.commit(List.of(
                new JournalEntry.StateStored(JOB, Map.of("last", bytes(1, 1))), new JournalEntry.JobDeleted(JOB)));
        assertThat(journal.state(JOB)).isEqualTo(NamedState.EMPTY);
    }

    @Test
    void artefactsGoWithTheirVersion() {
        startRound(0);
        journal.commit(List.of(
                modelStored(1),
                new JournalEntry.ArtefactStored(JOB, 1, "peers", bytes(1, 3)),
                new JournalEntry.ArtefactStored(JOB, 1, "generator", bytes(2, 1 << 20))));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.artefacts(JOB, 1)).containsExactly("generator", "peers");
        assertThat(journal.artefacts(JOB, 0)).isEmpty();
        assertThat(journal.artefact(JOB, 1, "generator")).hasValue(bytes(2, 1 << 20));
        assertThat(journal.artefact(JOB, 1, "none")).isEmpty();
        assertThat(journal.artefact(new JobId("j-none"), 1, "peers")).isEmpty();
        journal.commit(List.of(modelStored(101)));
        assertThat(journal.artefacts(JOB, 1)).isEmpty();
    }

    @Test
    void whatComesBesideUpdatesIsReplacedAndGoesWithTheRound() {
        startRound(2);
        journal.commit(List.of(
                new JournalEntry.ArtefactUploaded(JOB, id(1), "counts", bytes(1, 3)),
                new JournalEntry.ArtefactUploaded(JOB, id(1), "counts", bytes(2, 4)),
                new JournalEntry.ArtefactUploaded(JOB, id(1), "logits", bytes(3, 5)),
                new JournalEntry.ArtefactUploaded(JOB, id(2), "counts", bytes(4, 6))));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.uploadedArtefacts(id(1)))
                .containsOnlyKeys("counts", "logits")
                .containsEntry("counts", bytes(2, 4));
        assertThat(journal.uploadedArtefacts(id(2))).containsOnlyKeys("counts");
        assertThat(journal.uploadedArtefacts(new AssignmentId("a-none"))).isEmpty();
        journal.commit(List.of(modelStored(1), new JournalEntry.RoundPublished(JOB, published(0))));
        assertThat(journal.uploadedArtefacts(id(1))).isEmpty();
    }

    @Test
    void whatComesBesideAnUpdateThatIsStillOpenGoesOnIntoTheNextRound() {
        startRound(0);
        journal.commit(List.of(
                whileOpen("a-1", 0, 1),
                whileOpen("a-2", 0, 2),
                new JournalEntry.ArtefactUploaded(JOB, id(1), "counts", bytes(1, 3)),
                new JournalEntry.ArtefactUploaded(JOB, id(2), "counts", bytes(2, 3)),
                accepted(2)));
        journal.commit(List.of(modelStored(1), new JournalEntry.RoundPublished(JOB, published(0)), opened(1)));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.uploadedArtefacts(id(1))).containsEntry("counts", bytes(1, 3));
        assertThat(journal.uploadedArtefacts(id(2))).isEmpty();
    }
}
