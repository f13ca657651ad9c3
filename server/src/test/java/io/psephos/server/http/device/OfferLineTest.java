package io.psephos.server.http.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.FreeSlots;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the order in which waiting polls are asked, step by step; {@link OfferLineChaosTest} mixes the steps. */
class OfferLineTest {
    private static final JobId JOB = new JobId("j-0");
    private static final JobId OTHER = new JobId("j-1");
    private static final OfferOutcome NOTHING = new OfferOutcome.NothingNow(Duration.ofSeconds(7));

    private final List<String> asked = new ArrayList<>();
    private final List<CompletableFuture<OfferOutcome>> answers = new ArrayList<>();
    private final Set<ClientId> blind = new HashSet<>();
    private long now;
    private final OfferLine line =
            new OfferLine(Runnable::run, () -> now, this::ask, (client, job) -> !blind.contains(client));

    @Row("GET /api/v1/offers")
    @Test
    void asManyAreAskedAsThereAreSlotsThoseWhoWaitedLongestFirst() {
        List<OfferLine.Place> places = waiting(10);

        line.free(new FreeSlots(JOB, 3));

        assertThat(asked).containsExactly("c-0 j-0", "c-1 j-0", "c-2 j-0");
        for (int i = 0; i < 3; i++) {
            answer(i, offer(JOB));
            assertThat(places.get(i).answer()).isCompletedWithValue(offer(JOB));
        }
        assertThat(asked).as("all slots are taken").hasSize(3);
    }

    @Test
    void whoTakesNoSlotPassesItOn() {
        List<OfferLine.Place> places = waiting(5);
        line.free(new FreeSlots(JOB, 1));

        answer(0, NOTHING);
        assertThat(asked).containsExactly("c-0 j-0", "c-1 j-0");
        answers.get(1).completeExceptionally(new IllegalStateException("quarantined"));
        assertThat(places.get(1).answer()).isCompletedExceptionally();
        assertThat(asked).endsWith("c-2 j-0");
        line.leave(places.get(2));
        line.leave(places.get(3));
        answer(2, NOTHING);
        assertThat(asked).as("two have gone").endsWith("c-2 j-0", "c-4 j-0");
        answer(3, offer(JOB));
        assertThat(asked).hasSize(4);
        assertThat(places.get(0).answer()).isNotDone();
    }

    @Test
    void whoWaitsForAnotherJobIsNotAsked() {
        OfferLine.Place other = join(0, OTHER);
        blind.add(client(1));
        OfferLine.Place unseeing = join(1, null);
        OfferLine.Place named = join(2, JOB);
        begin();

        line.free(new FreeSlots(JOB, 2));

        assertThat(asked).containsExactly("c-2 j-0");
        answer(0, new OfferOutcome.Ended());
        assertThat(named.answer()).as("it waited for this job alone").isCompletedWithValue(new OfferOutcome.Ended());
        assertThat(other.answer()).isNotDone();
        assertThat(unseeing.answer()).isNotDone();
    }

    @Test
    void whatAJobAnswersThatWasNotNamedLeavesThePollWaiting() {
        OfferLine.Place any = join(0, null);
        begin();
        line.free(new FreeSlots(JOB, Integer.MAX_VALUE));

        answer(0, new OfferOutcome.Ended());

        assertThat(any.answer()).isNotDone();
    }

    /** The answer on its way may have been given before the slot was free. */
    @Test
    void whoIsBeingAskedIsAskedAgain() {
        OfferLine.Place place = join(0, null);
        line.free(new FreeSlots(JOB, 1));
        assertThat(asked).containsExactly("c-0 any");

        answer(0, NOTHING);

        assertThat(asked).containsExactly("c-0 any", "c-0 j-0");
        line.free(new FreeSlots(JOB, 1));
        line.free(new FreeSlots(OTHER, 1));
        answer(1, NOTHING);
        answer(2, NOTHING);
        answer(3, offer(OTHER));
        assertThat(asked).containsExactly("c-0 any", "c-0 j-0", "c-0 j-0", "c-0 j-1");
        assertThat(place.answer()).isCompletedWithValue(offer(OTHER));
    }

    @Row("GET /api/v1/offers")
    @Test
    void aNewerPollTakesThePlaceOfTheOlder() {
        List<OfferLine.Place> places = waiting(3);
        OfferLine.Place newer = join(1, null);
        assertThat(places.get(1).answer()).isCompletedWithValue(NOTHING);
        begin();
        line.leave(places.get(0));

        line.free(new FreeSlots(JOB, 1));

        assertThat(asked).containsExactly("c-1 j-0");
        answer(0, offer(JOB));
        assertThat(newer.answer()).isCompletedWithValue(offer(JOB));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void whoPollsAgainSoonKeepsItsPlace(int seconds) {
        List<OfferLine.Place> places = waiting(3);
        line.timeOut(places.get(0));
        assertThat(asked).as("a last time").containsExactly("c-0 any");
        answer(0, NOTHING);
        assertThat(places.get(0).answer()).isCompletedWithValue(NOTHING);
        now += Duration.ofSeconds(seconds).toNanos();
        line.leave(places.get(2));
        join(0, null);
        begin();

        line.free(new FreeSlots(JOB, 1));

        assertThat(asked).containsExactly(seconds < 5 ? "c-0 j-0" : "c-1 j-0");
    }

    @Test
    void aPollThatDoesNotWaitIsAnsweredAtOnce() {
        OfferLine.Place place = line.join(client(0), null, false);
        answer(0, NOTHING);
        assertThat(place.answer()).isCompletedWithValue(NOTHING);
        line.free(new FreeSlots(JOB, 1));
        assertThat(asked).hasSize(1);
    }

    @Test
    void whoeverMayNoLongerTakePartIsAskedForItself() {
        waiting(2);
        line.look(client(1));
        line.look(client(7));
        assertThat(asked).containsExactly("c-1 any");
    }

    @Test
    void aClosedLineLetsEverybodyGo() {
        List<OfferLine.Place> places = waiting(3);
        line.free(new FreeSlots(JOB, 1));
        line.close();
        assertThat(places.get(1).answer()).isCompletedWithValue(NOTHING);
        assertThat(places.get(0).answer()).as("it is being asked").isNotDone();
        answer(0, offer(JOB));
        assertThat(places.get(0).answer()).isCompletedWithValue(offer(JOB));
        OfferLine.Place late = join(9, null);
        answer(1, NOTHING);
        assertThat(late.answer()).isCompletedWithValue(NOTHING);
    }

    /** Thousands that answer at once are asked one after another, not one within another. */
    @Test
    void aLongLineOfRefusalsIsNoObstacle() {
        List<String> seen = new ArrayList<>();
        OfferLine direct = new OfferLine(
                Runnable::run,
                () -> 0,
                (client, only) -> {
                    seen.add(client.value());
                    return CompletableFuture.completedFuture(NOTHING);
                },
                (client, job) -> true);
        IntStream.range(0, 50_000).forEach(n -> direct.join(client(n), null, true));

        direct.free(new FreeSlots(JOB, 1));

        assertThat(seen).hasSize(100_000);
    }

    /** The places of clients that were told that there is nothing. */
    private List<OfferLine.Place> waiting(int clients) {
        List<OfferLine.Place> places =
                IntStream.range(0, clients).mapToObj(n -> join(n, null)).toList();
        begin();
        return places;
    }

    private OfferLine.Place join(int client, JobId only) {
        return line.join(client(client), only, true);
    }

    /** Answers all that were asked so far with nothing, and forgets it. */
    private void begin() {
        answers.forEach(answer -> answer.complete(NOTHING));
        answers.clear();
        asked.clear();
    }

    private CompletableFuture<OfferOutcome> ask(ClientId client, JobId only) {
        asked.add(client + " " + (only == null ? "any" : only));
        CompletableFuture<OfferOutcome> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    private void answer(int question, OfferOutcome outcome) {
        answers.get(question).complete(outcome);
    }

    private static OfferOutcome offer(JobId job) {
        return SomeOffer.of(job);
    }

    private static ClientId client(int number) {
        return new ClientId("c-" + number);
    }
}
