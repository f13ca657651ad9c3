package io.psephos.server.http.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.FreeSlots;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Polls, slots and answers in random order: whenever nothing is on its way, no slot is free that a waiting poll would take. */
class OfferLineChaosTest {
    private static final int SEEDS = 3_000;

    @Test
    void noSlotStaysFreeThatSomebodyWaitsFor() {
        long offers = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Chaos chaos = new Chaos(new SplittableRandom(seed));
            for (int phase = 0; phase < 6; phase++) {
                chaos.stir();
                chaos.settle();
                chaos.check(seed);
            }
            offers += chaos.offers;
        }
        assertThat(offers).as("something happened").isGreaterThan(10 * SEEDS);
    }

    /** A coordinator of a few jobs, and clients that come and go; whatever is on its way arrives in any order. */
    private static final class Chaos {
        private static final int JOBS = 3;
        private static final int CLIENTS = 9;

        private final SplittableRandom random;
        private final List<Runnable> onTheWay = new ArrayList<>();
        private final int[] slots = new int[JOBS];
        private final boolean[][] sees = new boolean[CLIENTS][JOBS];
        private final boolean[][] mayTake = new boolean[CLIENTS][JOBS];
        private final boolean[] isQuarantined = new boolean[CLIENTS];
        private final Map<Integer, Poll> polls = new LinkedHashMap<>();
        private final OfferLine line;
        private long now;
        private int offers;

        private record Poll(OfferLine.Place place, @Nullable JobId only) {}

        Chaos(SplittableRandom random) {
            this.random = random;
            this.line = new OfferLine(
                    onTheWay::add, () -> now, this::ask, (client, job) -> sees[number(client)][number(job)]);
            for (int client = 0; client < CLIENTS; client++) {
                for (int job = 0; job < JOBS; job++) {
                    sees[client][job] = random.nextInt(5) > 0;
                    mayTake[client][job] = random.nextInt(4) > 0;
                }
            }
        }

        void stir() {
            for (int i = 0; i < 12; i++) {
                act();
                for (int arrivals = random.nextInt(4); arrivals > 0; arrivals--) {
                    arrive();
                }
            }
        }

        void settle() {
            while (!onTheWay.isEmpty()) {
                arrive();
            }
        }

        void check(long seed) {
            polls.forEach((client, poll) -> {
                for (int job = 0; job < JOBS && !poll.place.answer().isDone(); job++) {
                    boolean isFor = poll.only == null || number(poll.only) == job;
                    assertThat(slots[job] > 0 && isFor && isGiven(client, job))
                            .as("seed %s: client %s waits, job %s has %s slots", seed, client, job, slots[job])
                            .isFalse();
                }
            });
        }

        private void act() {
            int client = random.nextInt(CLIENTS);
            int job = random.nextInt(JOBS);
            int dice = random.nextInt(100);
            if (dice < 40) {
                JobId only = random.nextInt(3) == 0 ? new JobId("j-" + job) : null;
                polls.put(client, new Poll(line.join(id(client), only, random.nextInt(8) > 0), only));
            } else if (dice < 50) {
                Poll gone = polls.remove(client);
                if (gone != null) {
                    line.leave(gone.place);
                }
            } else if (dice < 55) {
                Poll over = polls.remove(client);
                if (over != null) {
                    line.timeOut(over.place);
                }
            } else if (dice < 60) {
                isQuarantined[client] = !isQuarantined[client];
                line.look(id(client));
            } else if (dice < 75) {
                // A new round: whoever may be asked now may be another one.
                for (int other = 0; other < CLIENTS; other++) {
                    mayTake[other][job] = random.nextInt(4) > 0;
                }
                slots[job] = random.nextInt(4);
                announce(job);
            } else {
                slots[job] += random.nextInt(1, 3);
                announce(job);
            }
            now += random.nextInt(2) * Duration.ofSeconds(3).toNanos();
        }

        private void arrive() {
            if (!onTheWay.isEmpty()) {
                onTheWay.remove(random.nextInt(onTheWay.size())).run();
            }
        }

        private void announce(int job) {
            if (slots[job] > 0) {
                line.free(new FreeSlots(new JobId("j-" + job), slots[job]));
            }
        }

        private CompletableFuture<OfferOutcome> ask(ClientId client, @Nullable JobId only) {
            CompletableFuture<OfferOutcome> answer = new CompletableFuture<>();
            if (random.nextInt(10) == 0) {
                answered(client, only, answer);
            } else {
                onTheWay.add(() -> answered(client, only, answer));
            }
            return answer;
        }

        /** The coordinator looks at the question; the answer arrives later. */
        private void answered(ClientId client, @Nullable JobId only, CompletableFuture<OfferOutcome> answer) {
            int number = number(client);
            if (isQuarantined[number]) {
                onTheWay.add(() -> answer.completeExceptionally(new IllegalStateException("quarantined")));
                return;
            }
            OfferOutcome outcome = new OfferOutcome.NothingNow(Duration.ofSeconds(1));
            for (int job = 0; job < JOBS; job++) {
                if (slots[job] > 0 && (only == null || number(only) == job) && isGiven(number, job)) {
                    slots[job]--;
                    offers++;
                    mayTake[number][job] = false;
                    outcome = SomeOffer.of(new JobId("j-" + job));
                    if (random.nextInt(4) == 0) {
                        onTheWay.add(declined(job));
                    }
                    break;
                }
            }
            OfferOutcome told = outcome;
            onTheWay.add(() -> answer.complete(told));
        }

        private Runnable declined(int job) {
            return () -> {
                slots[job]++;
                announce(job);
            };
        }

        private boolean isGiven(int client, int job) {
            return sees[client][job] && mayTake[client][job] && !isQuarantined[client];
        }

        private static ClientId id(int number) {
            return new ClientId("c-" + number);
        }

        private static int number(ClientId client) {
            return Integer.parseInt(client.value().substring(2));
        }

        private static int number(JobId job) {
            return Integer.parseInt(job.value().substring(2));
        }
    }
}
