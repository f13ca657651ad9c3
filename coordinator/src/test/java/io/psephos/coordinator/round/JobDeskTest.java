package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.SampleEntries;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.protocol.state.NamedState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a job stays in memory. */
class JobDeskTest {
    private final Deployment around = new Deployment(1);

    @ParameterizedTest
    @EnumSource(JobState.class)
    void onlyJobsThatHaveNotEndedKeepTheirParameters(JobState state) {
        StoredJob job = SampleEntries.job(SampleEntries.JOB, state);
        JobDesk desk = new JobDesk(
                around.ports(Deployment.DIRECT, Deployment.DIRECT), new Announcements(), job, openSeats(job));
        JobBook book = new JobBook(
                SampleEntries.job(SampleEntries.JOB, JobState.RUNNING), new float[7], NamedState.EMPTY, null, 0);
        book.become(job);

        desk.show(job, book.parameters());

        assertThat(book.parameters()).hasSize(state.hasEnded() ? 0 : 7);
        assertThat(desk.latest() == null).isEqualTo(state.hasEnded());
        assertThat(desk.stored()).isEqualTo(job);
    }

    @Test
    void bytesOfDownloadsAreTakenOnce() {
        StoredJob job = SampleEntries.job(SampleEntries.JOB, JobState.RUNNING);
        JobDesk desk = new JobDesk(
                around.ports(Deployment.DIRECT, Deployment.DIRECT), new Announcements(), job, openSeats(job));
        desk.countDownload(3);
        desk.countDownload(4);

        assertThat(desk.takeBytesDown()).isEqualTo(7);
        assertThat(desk.takeBytesDown()).isZero();
    }

    private OpenSeats openSeats(StoredJob job) {
        AssignmentIndex index = new AssignmentIndex();
        return new OpenSeats(
                index,
                new JobRunner(around.ports(Deployment.DIRECT, Deployment.DIRECT), new Announcements(), job, index));
    }
}
