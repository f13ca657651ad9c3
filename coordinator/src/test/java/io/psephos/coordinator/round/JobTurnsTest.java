package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of how jobs share clients that ask for any job, in virtual time. */
class JobTurnsTest {
    private static final int CLIENTS = 12;
    private static final String ENDLESS = "schedule: {mode: asynchronous, rounds: 100000}";

    /** What an older job that always has free slots leaves of a younger one. */
    @Row("GET /api/v1/offers")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {mode: asynchronous, rounds: 100000}        | {cohort: 4, quorum: 4, rounds: 100000, deadline: PT2M}
                    {mode: asynchronous, rounds: 100000}        | {cohort: 12, quorum: 10, rounds: 100000, deadline: PT2M}
                    {mode: buffered, buffer: 3, rounds: 100000} | {cohort: 12, quorum: 12, rounds: 100000, deadline: PT2M}
                    {mode: buffered, buffer: 3, rounds: 100000} | {mode: buffered, buffer: 5, cohort: 5, rounds: 100000}
                    {mode: asynchronous, rounds: 100000}        | {mode: asynchronous, rounds: 100000}
                    """)
    void aJobThatNeverStopsAskingLeavesTheOtherItsShare(String greedy, String modest) {
        for (long seed = 1; seed <= 2; seed++) {
            long alone = versions(seed, "schedule: " + modest)[0];
            long[] together = versions(seed, "schedule: " + greedy, "schedule: " + modest);
            assertThat(together[1]).as("seed %s, alone %s", seed, alone).isGreaterThanOrEqualTo(alone * 4 / 10);
            assertThat(together[0]).as("seed %s, of the greedy job", seed).isPositive();
        }
    }

    @Test
    void threeJobsThatNeverStopAskingShareTheClients() {
        long[] versions = versions(1, ENDLESS, ENDLESS, ENDLESS);
        for (long each : versions) {
            assertThat(each).isGreaterThanOrEqualTo((versions[0] + versions[1] + versions[2]) * 3 / 10);
        }
    }

    @Row("GET /api/v1/offers")
    @Test
    void noJobHoldsAClientThatAnotherOneWaitsFor() {
        Deployment deployment = new Deployment(CLIENTS);
        JobId first = deployment.start(ENDLESS);
        JobId second = deployment.start("schedule: {cohort: 2, quorum: 2}");
        List<JobId> served = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            served.add(deployment.takePart(0).job());
        }
        assertThat(served).as("the second job needs another client").containsExactly(first, second, first, first);
        deployment.ask(1, second);

        assertThat(deployment.offered(2).job()).as("its slots are taken").isEqualTo(first);
    }

    @Test
    void whoWaitedLongestIsServedFirst() {
        Deployment deployment = new Deployment(CLIENTS);
        JobId first = deployment.start(ENDLESS);
        JobId second = deployment.start(ENDLESS);
        deployment.ask(0, first);
        JobId third = deployment.start(ENDLESS);

        assertThat(List.of(
                        deployment.offered(1).job(),
                        deployment.offered(2).job(),
                        deployment.offered(3).job(),
                        deployment.offered(4).job()))
                .as("the second is older than the first one's last turn, which is older than the third")
                .containsExactly(second, first, third, second);
    }

    @Test
    void whoLeftAndComesBackBeginsAnew() {
        Deployment deployment = new Deployment(CLIENTS);
        JobId first = deployment.start(ENDLESS);
        JobId second = deployment.start("schedule: {cohort: 1, quorum: 1}");
        deployment.takePart(0);
        deployment.ask(1, first);
        deployment.withdraw(0);

        assertThat(deployment.offered(0).job()).as("waited longer").isEqualTo(second);
    }

    /** Returns how many versions each job makes in twenty minutes of clients that ask for any job. */
    private static long[] versions(long seed, String... schedules) {
        Deployment deployment = new Deployment(CLIENTS);
        List<JobId> jobs = new ArrayList<>();
        for (String schedule : schedules) {
            jobs.add(deployment.start(schedule));
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int client = 0; client < CLIENTS; client++) {
            new Worker(deployment, client, random.split()).askIn(Duration.ofMillis(random.nextInt(3000)));
        }
        deployment.pass(Duration.ofMinutes(20));
        return jobs.stream()
                .mapToLong(job -> deployment.view(job).modelVersion())
                .toArray();
    }

    /** A client that asks, trains for some seconds, sends, and asks again. */
    private record Worker(Deployment deployment, int client, SplittableRandom random) {
        void askIn(Duration pause) {
            deployment.time().after(pause, this::ask);
        }

        private void ask() {
            if (deployment.ask(client) instanceof OfferOutcome.Offered offered) {
                deployment.time().after(Duration.ofMillis(random.nextInt(2000, 6000)), () -> send(offered.offer()));
            } else {
                askIn(Duration.ofMillis(random.nextInt(100, 400)));
            }
        }

        private void send(Offer offer) {
            deployment.send(client, offer.assignment(), Frames.votes(offer, client));
            ask();
        }
    }
}
