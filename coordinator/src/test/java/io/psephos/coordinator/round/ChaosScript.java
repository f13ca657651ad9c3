package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.model.Artefact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** A random sequence of client and operator calls, with a record of their answers. */
final class ChaosScript {
    private static final int CLIENTS = 12;
    private static final float RATE = 0.25f;

    private final SplittableRandom random;
    private final Deployment deployment;
    private final MemoryJournal memory;
    private final FaultyJournal journal;
    private final Persistent persistent;
    private final JobId job;
    private final Map<AssignmentId, Held> held = new LinkedHashMap<>();
    private final Set<AssignmentId> acknowledged = new HashSet<>();
    private final Set<AssignmentId> withCounts = new HashSet<>();

    private record Held(int client, Offer offer) {}

    ChaosScript(
            long seed,
            Deployment deployment,
            MemoryJournal memory,
            FaultyJournal journal,
            Supplier<FaultyJournal.Fault> faults,
            String... job) {
        this.random = new SplittableRandom(seed);
        this.deployment = deployment;
        this.memory = memory;
        this.journal = journal;
        this.persistent = new Persistent(deployment, journal);
        this.job = deployment.create(job);
        journal.plan(faults);
    }

    void run(int steps) {
        persistent.call(() -> deployment.move(job, Move.START));
        for (int i = 0; i < steps; i++) {
            step();
        }
        journal.plan(() -> FaultyJournal.Fault.NONE);
        persistent.recover();
        persistent.call(() -> deployment.move(job, Move.STOP));
    }

    List<StoredRoundSummary> rounds() {
        return memory.rounds(job);
    }

    /** Checks the answers against the journal, and every version against its votes. */
    void check() {
        for (AssignmentId assignment : acknowledged) {
            assertThat(stored(assignment).fate()).as("acknowledged").isIn(Fate.COUNTED, Fate.DISCARDED);
        }
        for (StoredRoundSummary round : rounds()) {
            List<StoredAssignment> counted = counted(round.round());
            assertThat(round.counted()).isEqualTo(counted.size());
            if (round.version() != null) {
                assertThat(parameters(round.version())).containsExactly(next(round.version() - 1, counted));
                assertThat(echo(round.version())).containsExactly(nextEcho(round.version() - 1, counted));
            }
        }
        assertThat(rounds())
                .extracting(StoredRoundSummary::round)
                .isEqualTo(LongStream.range(0, rounds().size()).boxed().toList());
        assertThat(memory.events(job, 0, Integer.MAX_VALUE))
                .extracting(JobEvent::id)
                .isEqualTo(
                        LongStream.rangeClosed(1, memory.lastEvent(job)).boxed().toList());
    }

    private void step() {
        int client = random.nextInt(CLIENTS);
        int dice = random.nextInt(100);
        if (dice < 35) {
            ask(client);
        } else if (dice < 45) {
            sendCounts();
        } else if (dice < 80) {
            send();
        } else if (dice < 85) {
            forSome(some -> persistent.call(() -> deployment.decline(some.client(), some.offer())));
        } else if (dice < 90) {
            forSome(some -> persistent.call(
                    () -> deployment.send(some.client(), some.offer().assignment(), new byte[random.nextInt(9)])));
        } else if (dice < 92) {
            persistent.call(() -> deployment.move(job, random.nextBoolean() ? Move.PAUSE : Move.RESUME));
        } else if (dice < 94) {
            persistent.call(() -> {
                deployment.withdraw(client);
                return client;
            });
        } else if (dice < 96) {
            persistent.call(() -> {
                deployment.restart();
                return client;
            });
        } else {
            persistent.call(() -> {
                deployment.passSeconds(random.nextInt(20));
                return client;
            });
            persistent.call(() -> deployment.move(job, Move.RESUME));
        }
    }

    private void ask(int client) {
        if (persistent.call(() -> deployment.ask(client, job)) instanceof OfferOutcome.Offered offered) {
            Offer offer = offered.offer();
            held.values().stream()
                    .filter(other -> other.client() == client && isUnique(other, offer))
                    .forEach(other -> assertThat(offer.assignment())
                            .as("one assignment a client and round, or at a time")
                            .isEqualTo(other.offer().assignment()));
            held.put(offer.assignment(), new Held(client, offer));
        }
    }

    private boolean isUnique(Held other, Offer offer) {
        return isSynchronous()
                ? other.offer().round() == offer.round()
                : stored(other.offer().assignment()).fate() == Fate.OPEN;
    }

    private boolean isSynchronous() {
        return memory.job(job).orElseThrow().spec().schedule().isSynchronous();
    }

    private void sendCounts() {
        forSome(some -> {
            AssignmentId assignment = some.offer().assignment();
            Reported answer =
                    persistent.call(() -> deployment.sendCounts(some.client(), some.offer(), counts(assignment)));
            if (answer instanceof Reported.Kept) {
                assertThat(acknowledged).as("replaceable until it is decided").doesNotContain(assignment);
                withCounts.add(assignment);
            }
        });
    }

    private void send() {
        forSome(some -> {
            AssignmentId assignment = some.offer().assignment();
            Submission answer = persistent.call(
                    () -> deployment.send(some.client(), assignment, Frames.votes(some.offer(), coins(assignment))));
            if (answer instanceof Submission.Accepted || answer instanceof Submission.AlreadyAccepted) {
                acknowledged.add(assignment);
            } else {
                assertThat(acknowledged)
                        .as("what was accepted is never refused")
                        .doesNotContain(assignment);
            }
        });
    }

    private void forSome(Consumer<Held> action) {
        List<Held> all = new ArrayList<>(held.values());
        if (!all.isEmpty()) {
            action.accept(all.get(Math.max(0, all.size() - 1 - random.nextInt(10))));
        }
    }

    private List<StoredAssignment> counted(long round) {
        return held.keySet().stream()
                .map(this::stored)
                .filter(assignment -> assignment.round() == round && assignment.fate() == Fate.COUNTED)
                .toList();
    }

    /** Votes that lie τ versions behind count round(16/(1+τ)), in synchronous jobs all alike. */
    private float[] next(long version, List<StoredAssignment> counted) {
        float[] parameters = parameters(version);
        float[] votes = new float[parameters.length];
        counted.forEach(assignment -> Frames.signs(votes.length, coins(assignment.id()))
                .addTo(votes, Math.round(16.0 / (1 + version - assignment.modelVersion()))));
        float[] next = parameters.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] -= RATE * Math.signum(votes[i]);
        }
        return next;
    }

    /** What was acknowledged beside updates that counted, and nothing else, on top of the version before. */
    private float[] nextEcho(long version, List<StoredAssignment> counted) {
        float[] next = echo(version).clone();
        for (StoredAssignment assignment : counted) {
            float[] counts = withCounts.contains(assignment.id()) ? counts(assignment.id()) : new float[next.length];
            for (int i = 0; i < next.length; i++) {
                next[i] += counts[i];
            }
        }
        return next;
    }

    private float[] echo(long version) {
        return memory.artefact(job, version, EchoStage.ECHO)
                .map(Artefact::read)
                .map(EchoStage::sum)
                .orElse(new float[EchoStage.WIDTH]);
    }

    private static float[] counts(AssignmentId assignment) {
        return new float[] {1, coins(assignment) % 100, coins(assignment) % 7};
    }

    private static long coins(AssignmentId assignment) {
        return assignment.value().hashCode();
    }

    private StoredAssignment stored(AssignmentId assignment) {
        return memory.assignment(assignment).orElseThrow();
    }

    private float[] parameters(long version) {
        return memory.model(job, version).orElseThrow().parameters();
    }
}
