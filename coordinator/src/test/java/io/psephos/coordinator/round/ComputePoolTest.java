package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of rounds whose compute pool fails, as it does when a server shuts down. */
class ComputePoolTest {
    private static final int CLIENTS = 3;
    private static final String[] JOB = {
        "schedule: {rounds: 100, cohort: 3, quorum: 3, deadline: P1D}", "aggregation: {rule: vote-mean}"
    };

    /** A pool that takes so many tasks, then refuses some, then works again. */
    private static final class Moody implements Executor {
        private int left;
        private int refusals;

        Moody(int left, int refusals) {
            this.left = left;
            this.refusals = refusals;
        }

        @Override
        public void execute(Runnable task) {
            if (left-- <= 0 && refusals-- > 0) {
                throw new RejectedExecutionException("the pool shuts down");
            }
            task.run();
        }
    }

    /** A round of three decodes and folds three times, finishes its fold and runs its stages: whichever fails. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6, 7})
    void aPoolThatRefusesFailsNoJobAndLosesNoUpdate(int tasks) {
        Deployment clean = new Deployment(CLIENTS);
        JobId job = clean.start(JOB);
        IntStream.range(0, CLIENTS).forEach(clean::takePart);
        Deployment deployment = new Deployment(CLIENTS);
        JobId same = deployment.start(JOB);
        deployment.reopen(new Moody(tasks, 1));

        for (int client = 0; client < CLIENTS; client++) {
            sendUntilTaken(deployment, client);
        }
        deployment.passSeconds(2);

        assertThat(deployment.state(same)).isEqualTo(JobState.RUNNING);
        assertThat(deployment.view(same).modelVersion()).isEqualTo(1);
        assertThat(deployment.digest(same)).isEqualTo(clean.digest(job));
        assertThat(deployment.rounds(same))
                .singleElement()
                .satisfies(round -> assertThat(round.counted()).isEqualTo(CLIENTS));
    }

    private static void sendUntilTaken(Deployment deployment, int client) {
        Offer offer = deployment.offered(client);
        byte[] frame = Frames.votes(offer, client);
        try {
            deployment.send(client, offer.assignment(), frame);
        } catch (RejectedExecutionException e) {
            assertThat(deployment.send(client, offer.assignment(), frame)).isInstanceOf(Submission.Accepted.class);
        }
    }
}
