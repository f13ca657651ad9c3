package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.model.ModelDigest;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A run of a roster job in which the clients' behaviour follows from the seed alone. */
final class RosterScript {
    private static final List<String> ROSTER =
            IntStream.range(0, 8).mapToObj(n -> "edge-" + n).toList();
    private static final int COHORT = 4;

    private static final List<String> RULES = List.of(
            "aggregation: {ties: coin}",
            "aggregation: {rule: vote-mean, serverErrorFeedback: scaled-sign}",
            "aggregation: {rule: majority-vote, serverErrorFeedback: scaled-sign}");

    private static final List<String> OPTIMIZERS = List.of(
            "optimizer: {learningRate: 0.25}",
            "optimizer: {learningRate: 0.25, momentum: 0.5}",
            "optimizer: {kind: adam, learningRate: 0.05, correction: flower}",
            "optimizer: {kind: novograd, learningRate: 0.05, decay: 0.01}");

    private static final List<String> SELECTORS =
            List.of("roster-draw", "poisson", "{kind: power-of-choice, candidates: 6}", "by-examples");

    private final long seed;
    private final MemoryJournal memory = new MemoryJournal();
    private final FaultyJournal journal = new FaultyJournal(memory);
    private final Deployment deployment;
    private final Persistent persistent;
    private final JobId job;
    private final Map<String, Offer> assignments = new HashMap<>();

    /** The result of a run; equal for runs that differ in their crashes only. */
    record Outcome(
            String digest,
            NamedState state,
            List<String> steps,
            List<Optional<String>> echoes,
            List<String> rounds,
            Map<String, Fate> fates) {}

    private RosterScript(long seed) {
        this.seed = seed;
        this.deployment = new Deployment(journal, TestPopulation.of(8), IdSource.counting(), spec -> Optional.empty());
        this.persistent = new Persistent(deployment, journal);
        this.job = deployment.create(
                "name: " + (isEchoing() ? "echo" : "job"),
                "model: {layers: [13, 5], seed: " + seed + "}",
                "participants: {roster: [" + String.join(", ", ROSTER) + "], selector: " + selector() + "}",
                "schedule: {rounds: 4, cohort: 4, deadline: P1D}",
                RULES.get((int) (seed % RULES.size())),
                OPTIMIZERS.get((int) (seed % OPTIMIZERS.size())));
    }

    static RosterScript run(long seed, Supplier<FaultyJournal.Fault> faults) {
        RosterScript script = new RosterScript(seed);
        script.journal.plan(faults);
        script.persistent.call(() -> script.deployment.move(script.job, Move.START));
        while (!script.stored().state().hasEnded()) {
            script.playRound(script.stored().round());
        }
        script.journal.plan(() -> FaultyJournal.Fault.NONE);
        return script;
    }

    int faultsMet() {
        return persistent.faultsMet();
    }

    Outcome outcome() {
        persistent.recover();
        Map<String, Fate> fates = new TreeMap<>();
        assignments.forEach((who, offer) -> fates.put(
                who, memory.assignment(offer.assignment()).orElseThrow().fate()));
        List<String> rounds = memory.rounds(job).stream()
                .map(round -> round.round() + " " + round.state() + " " + round.version() + " " + round.accepted() + " "
                        + round.counted() + " " + round.bytesUp() + " " + round.margins())
                .toList();
        String digest = ModelDigest.hex(
                memory.model(job, stored().modelVersion()).orElseThrow().parameters());
        assertThat(deployment.digest(job)).isEqualTo(digest);
        List<String> steps = memory.steps(job, 0, stored().modelVersion()).stream()
                .map(step -> HexFormat.of().formatHex(step))
                .toList();
        List<Optional<String>> echoes = LongStream.rangeClosed(0, stored().modelVersion())
                .mapToObj(version -> deployment.echo(job, version).map(Arrays::toString))
                .toList();
        return new Outcome(digest, memory.state(job), steps, echoes, rounds, fates);
    }

    private String selector() {
        return SELECTORS.get((int) (seed / 8 % SELECTORS.size()));
    }

    /** Whether clients send artefacts, and versions have some beside them. */
    private boolean isEchoing() {
        return seed / RULES.size() % 2 == 0;
    }

    private void playRound(long round) {
        for (int member : drawn(round)) {
            if (stored().round() != round) {
                return;
            }
            play(round, member);
        }
        while (memory.openRound(job).filter(StoredRound::frozen).isPresent()) {
            persistent.recover();
        }
    }

    private void play(long round, int member) {
        SplittableRandom random = new SplittableRandom(RosterDraw.mix(RosterDraw.mix(seed, round), member));
        if (!(persistent.call(() -> deployment.ask(member, job)) instanceof OfferOutcome.Offered offered)) {
            assertThat(isAnybodysGuess()).as("whose turn it is").isTrue();
            return;
        }
        Offer offer = offered.offer();
        assertThat(offer.round()).isEqualTo(round);
        assignments.put(round + "/" + member, offer);
        int mood = random.nextInt(40);
        if (mood == 0) {
            assertThat(persistent.call(() -> deployment.decline(member, offer))).isEqualTo(Fate.DECLINED);
        } else if (mood == 1) {
            sendRubbish(member, offer);
        } else {
            sendVotes(member, offer, random);
        }
    }

    private void sendRubbish(int member, Offer offer) {
        Fate fate = Fate.OPEN;
        for (int i = 0; fate == Fate.OPEN && i < 50; i++) {
            persistent.call(() -> deployment.send(member, offer.assignment(), new byte[3]));
            fate = persistent.call(() -> deployment.fate(member, offer));
        }
        assertThat(fate).isEqualTo(Fate.REFUSED);
    }

    /** The last of them counts. */
    private void sendCounts(int member, Offer offer, SplittableRandom random) {
        int uploads = random.nextInt(3);
        for (int i = 0; i < uploads; i++) {
            float count = random.nextInt(100);
            assertThat(persistent.call(() -> deployment.sendCounts(member, offer, 1, count, -count)))
                    .isInstanceOf(Reported.Kept.class);
        }
    }

    /** Whether only the coordinator knows whom it draws. */
    private boolean isAnybodysGuess() {
        return !selector().equals("roster-draw");
    }

    private void sendVotes(int member, Offer offer, SplittableRandom random) {
        if (isAnybodysGuess() && random.nextInt(8) > 0) {
            ClientReport report = new ClientReport(Map.of("loss", random.nextDouble()), List.of());
            persistent.call(() -> Deployment.now(deployment
                    .coordinator()
                    .report(TestPopulation.client(member).id(), offer.assignment(), report)));
        }
        if (isEchoing()) {
            sendCounts(member, offer, random.split());
        }
        byte[] frame = Frames.votes(offer, random.nextLong());
        if (random.nextInt(5) == 0) {
            persistent.call(() -> deployment.send(member, offer.assignment(), Frames.damaged(frame)));
        }
        int uploads = random.nextInt(1, 3);
        for (int i = 0; i < uploads; i++) {
            Submission answer = persistent.call(() -> {
                boolean known =
                        memory.assignment(offer.assignment()).orElseThrow().digest() != null;
                Submission submission = deployment.send(member, offer.assignment(), frame.clone());
                assertThat(submission)
                        .isInstanceOf(known ? Submission.AlreadyAccepted.class : Submission.Accepted.class);
                return submission;
            });
            assertThat(answer).isNotNull();
        }
        assertThat(persistent.call(() -> deployment.send(member, offer.assignment(), Frames.votes(offer, 1))))
                .isInstanceOf(Submission.Refused.class);
    }

    private List<Integer> drawn(long round) {
        Set<String> names = isAnybodysGuess() ? Set.copyOf(ROSTER) : RosterDraw.draw(ROSTER, COHORT, seed, round);
        List<Integer> members = new ArrayList<>();
        for (int n = 0; n < ROSTER.size(); n++) {
            if (names.contains(ROSTER.get(n))) {
                members.add(n);
            }
        }
        Collections.shuffle(members, new Random(RosterDraw.mix(seed, round)));
        return members;
    }

    private StoredJob stored() {
        return memory.job(job).orElseThrow();
    }
}
