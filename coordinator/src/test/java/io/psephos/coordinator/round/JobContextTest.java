package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.SampleEntries;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.protocol.state.NamedState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of what a job keeps in memory. */
class JobContextTest {
    private final Deployment around = new Deployment(1);

    @ParameterizedTest
    @EnumSource(JobState.class)
    void onlyJobsThatHaveNotEndedKeepTheirParameters(JobState state) {
        StoredJob job = SampleEntries.job(SampleEntries.JOB, state);
        JobContext context = new JobContext(
                around.ports(Deployment.DIRECT, Deployment.DIRECT), new Announcements(), job, openAssignments(job));
        JobCache cache = new JobCache(
                SampleEntries.job(SampleEntries.JOB, JobState.RUNNING), new float[7], NamedState.EMPTY, null, 0);
        cache.become(job);

        context.show(job, cache.parameters(), cache.carried());

        assertThat(cache.parameters()).hasSize(state.hasEnded() ? 0 : 7);
        assertThat(context.latest() == null).isEqualTo(state.hasEnded());
        assertThat(context.stored()).isEqualTo(job);
    }

    @Test
    void bytesOfDownloadsAreTakenOnce() {
        StoredJob job = SampleEntries.job(SampleEntries.JOB, JobState.RUNNING);
        JobContext context = new JobContext(
                around.ports(Deployment.DIRECT, Deployment.DIRECT), new Announcements(), job, openAssignments(job));
        context.countDownload(3);
        context.countDownload(4);

        assertThat(context.takeBytesDown()).isEqualTo(7);
        assertThat(context.takeBytesDown()).isZero();
    }

    private OpenAssignments openAssignments(StoredJob job) {
        AssignmentIndex index = new AssignmentIndex();
        return new OpenAssignments(
                index,
                new JobRunner(
                        around.ports(Deployment.DIRECT, Deployment.DIRECT),
                        new Announcements(),
                        job,
                        index,
                        new Turns()),
                new Turns());
    }
}
