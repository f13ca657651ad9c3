package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Dense;
import io.psephos.compression.Signs;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.job.Standing;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import io.psephos.protocol.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What filters refuse never counts, whatever happens in between. */
class FilteringTest {
    private static final String FLOATS = "codec: {scheme: float32}";
    private final Deployment deployment = new Deployment(20);

    @Row({"PUT /api/v1/assignments/{assignment}/update", "422 filtered", "filters norm-bound"})
    @Test
    void aRefusedUpdateNeverCountsAndItsClientHearsOnlyThat() {
        JobId job = deployment.start(
                "schedule: {cohort: 2, quorum: 2}", FLOATS, "robustness: {filters: [{kind: norm-bound, norm: 9}]}");
        float[] before = deployment.parameters(job);
        Offer offer = deployment.offered(0);
        byte[] huge = Frames.floats(offer, 1e6f);

        Submission answer = deployment.send(0, offer.assignment(), huge.clone());

        assertThat(answer).isEqualTo(new Submission.Refused(ProblemCode.FILTERED, "the update does not pass", null));
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.REFUSED);
        assertThat(code(deployment.send(0, offer.assignment(), huge.clone()))).isEqualTo("filtered");
        assertThat(code(deployment.send(0, offer.assignment(), Frames.floats(offer, 0.5f))))
                .isEqualTo("duplicate-differs");
        assertThat(deployment.isOffered(0)).as("once a round").isFalse();
        String detail = audit("update-refused").getFirst().detail();
        assertThat(detail).startsWith("filtered: norm-bound: the norm is too large, distance 8366600.2");
        assertThat(detail).endsWith(", threshold 9.0");

        sendFloats(1, 0.5f);
        sendFloats(2, 0.5f);

        assertThat(deployment.rounds(job).getFirst().refused()).isEqualTo(Map.of("filtered", 1));
        assertThat(deployment.parameters(job)[0]).isCloseTo(before[0] - 0.125f, within(1e-6f));
        assertThat(deployment.eventWords(job)).contains("update-refused");
    }

    @Row("filters cosine")
    @Test
    void theLastAggregateIsWhatUpdatesAreComparedWith() {
        deployment.start(
                "schedule: {cohort: 2, quorum: 2}", FLOATS, "robustness: {filters: [{kind: cosine, least: 0.2}]}");
        assertThat(sendFloats(0, -1)).isEqualTo("accepted");
        assertThat(sendFloats(1, -1)).isEqualTo("accepted");
        assertThat(sendFloats(0, 1)).isEqualTo("filtered");
        assertThat(sendFloats(1, -3)).isEqualTo("accepted");
    }

    @Row({"filters finite", "filters example-cap"})
    @Test
    void allOfTheChainMustLetAnUpdatePass() {
        deployment.start(FLOATS, "robustness: {filters: [finite, {kind: example-cap, most: 5}]}");
        assertThat(sendFloats(0, 3e38f)).as("finite, of five examples").isEqualTo("accepted");
        deployment.start(FLOATS, "robustness: {filters: [finite, {kind: example-cap, most: 4}]}");
        Offer offer = deployment.offered(1);
        deployment.send(1, offer.assignment(), Frames.floats(offer, 1));
        assertThat(sendFloats(1, 1)).isEqualTo("filtered");
        assertThat(audit("update-refused").getFirst().detail())
                .isEqualTo("filtered: example-cap: too many examples, distance 5.0, threshold 4.0");
    }

    /** Whenever the process dies, no verdict falls twice, and what filters know is what they would have known. */
    @Row("filters adaptive-norm")
    @Test
    void whatFiltersKnowSurvivesEveryCrash() {
        int faults = 0;
        for (long seed = 0; seed < 60; seed++) {
            List<String> clean = script(seed, () -> FaultyJournal.Fault.NONE, new int[1]);
            int[] met = new int[1];
            assertThat(script(seed, faults(seed), met)).as("seed %d", seed).isEqualTo(clean);
            assertThat(clean).contains("filtered", "accepted");
            faults += met[0];
        }
        assertThat(faults).as("the journal really failed").isGreaterThan(200);
    }

    private static List<String> script(long seed, Supplier<FaultyJournal.Fault> faults, int[] met) {
        MemoryJournal memory = new MemoryJournal();
        FaultyJournal journal = new FaultyJournal(memory);
        Deployment deployment =
                new Deployment(journal, TestPopulation.of(9), IdSource.counting(), spec -> Optional.empty());
        JobId job = deployment.start(
                "schedule: {cohort: 3, quorum: 3, deadline: P1D}",
                FLOATS,
                "robustness: {filters: [{kind: adaptive-norm, quantile: 0.7, rate: 0.3}, {kind: cosine, least: -0.5}]}");
        Persistent persistent = new Persistent(deployment, journal);
        journal.plan(faults);
        SplittableRandom random = new SplittableRandom(seed);
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int client = i % 9;
            float value = (float) (random.nextGaussian() + 0.5) / 8;
            OfferOutcome outcome = persistent.call(() -> deployment.ask(client));
            for (int again = 0; again < 5 && !(outcome instanceof OfferOutcome.Offered); again++) {
                // a version that could not be written yet is published a little later
                persistent.recover();
                outcome = persistent.call(() -> deployment.ask(client));
            }
            if (outcome instanceof OfferOutcome.Offered offered) {
                byte[] frame = Frames.floats(offered.offer(), value);
                said.add(code(persistent.call(
                        () -> deployment.send(client, offered.offer().assignment(), frame.clone()))));
            } else {
                said.add("nothing");
            }
        }
        journal.plan(() -> FaultyJournal.Fault.NONE);
        persistent.recover();
        said.add(deployment.digest(job));
        memory.tallies(job).forEach(tally -> said.add(tally.toString()));
        memory.state(job).bytes().forEach((name, bytes) -> said.add(name + List.of(Sha256.of(bytes)[0])));
        met[0] = persistent.faultsMet();
        return said;
    }

    private static Supplier<FaultyJournal.Fault> faults(long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        FaultyJournal.Fault[] kinds = FaultyJournal.Fault.values();
        return () -> random.nextDouble() < 0.1 ? kinds[random.nextInt(1, kinds.length)] : FaultyJournal.Fault.NONE;
    }

    private static final String[] KARDAM = {
        "participants: {roster: [edge-0, edge-1, edge-2, edge-3]}",
        "schedule: {mode: asynchronous}",
        FLOATS,
        "optimizer: {learningRate: 0.5}",
        "aggregation: {dampening: inverse}",
        "robustness: {byzantine: 1, filters: [{kind: kardam, mode: server-evolution}]}"
    };

    /** The worked trace, on f(x) = ½‖x‖² and at rate ½, with another process for every step. */
    @Row("filters kardam")
    @Test
    void kardamGoesOnAcrossRestartsAsIfThereWereNone() {
        JobId job = deployment.start(KARDAM);
        List<Integer> refusedAt = new ArrayList<>();
        for (int step = 0; step < 16; step++) {
            float[] x = deployment.parameters(job);
            if (!send(step % 4, step % 4 == 3 ? times(-10, x) : x).equals("accepted")) {
                refusedAt.add(step);
            }
            deployment.restart();
        }

        assertThat(refusedAt).containsExactly(7, 11, 15);
        assertThat(audit("update-refused").getFirst().detail())
                .isEqualTo("filtered: lipschitz: changes too fast, distance 12.0, threshold 1.0");
        Map<ClientId, Standing> standings = standings(job);
        assertThat(standings.get(id(0))).isEqualTo(new Standing(id(0), 4, Map.of(), 1.0, 1.0, 1.0, 0L, 1.0, null));
        assertThat(standings.get(id(3)))
                .isEqualTo(new Standing(id(3), 1, Map.of("filtered", 3), 0.25, 10.0, 1.0, 0L, 1.0, null));
    }

    @Test
    void whomAFilterRefusedComesAgainWithTheNextVersion() {
        JobId job = deployment.start(KARDAM);
        float[] x = deployment.parameters(job);
        send(0, x);
        assertThat(send(0, times(0.5f, x))).as("frequency").isEqualTo("filtered");
        assertThat(deployment.isOffered(0)).isFalse();
        send(1, x);
        assertThat(deployment.isOffered(0)).isTrue();
    }

    @Test
    void whatOnlyFurtherUpdatesWouldBeComparedWithGoesWithTheJob() {
        JobId job = deployment.start(KARDAM);
        send(0, deployment.parameters(job));
        assertThat(deployment.journal.state(job).names())
                .containsExactly("filter/filters", "filter/last", "filter/previous/c-0");
        deployment.move(job, Move.STOP);
        assertThat(deployment.journal.state(job).names()).containsExactly("filter/filters");
        assertThat(standings(job)).containsOnlyKeys(id(0));
    }

    private String send(int client, float[] update) {
        Offer offer = deployment.offered(client);
        return code(deployment.send(client, offer.assignment(), Frames.frame(offer, new Dense(update))));
    }

    private static float[] times(float factor, float[] x) {
        float[] product = x.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= factor;
        }
        return product;
    }

    @Row("GET /api/v1/jobs/{job}/clients")
    @Test
    void whoVotesAgainstMajoritiesIsShown() {
        JobId job = deployment.start("schedule: {cohort: 4, quorum: 4}", "codec: {scheme: sign}");
        rounds(2);

        Map<ClientId, Standing> standings = standings(job);
        assertThat(standings.get(id(0)).agreement()).isEqualTo(1);
        assertThat(standings.get(id(3)).agreement()).isZero();
        assertThat(standings.get(id(3)).accepted()).isEqualTo(2);
        assertThat(standings.get(id(3)).acceptanceRate()).isEqualTo(1);
        assertThat(standings.get(id(3)).staleness()).isZero();
        assertThat(standings.get(id(3)).coefficient()).isNull();
        assertThat(deployment.records().reputations(List.of(id(0), id(3), id(9))))
                .containsEntry(id(0), new Reputation(2, 0, 0, 0))
                .containsEntry(id(3), new Reputation(2, 0, 0, 2))
                .containsEntry(id(9), Reputation.NONE);
    }

    @Row("filters agreement")
    @Test
    void whoVotesAgainstMajoritiesIsRefusedOnRequest() {
        JobId job = deployment.start(
                "schedule: {cohort: 4, quorum: 4}",
                "codec: {scheme: sign}",
                "robustness: {byzantine: 1, filters: [{kind: agreement, least: 0.6, rounds: 2}]}");
        rounds(2);
        deployment.restart();

        assertThat(sendVotes(0, 1)).isEqualTo("accepted");
        assertThat(sendVotes(3, ~1)).isEqualTo("filtered");
        assertThat(audit("update-refused").getFirst().detail())
                .isEqualTo("filtered: agreement: votes against majorities, distance 0.0, threshold 0.6");
        assertThat(standings(job).get(id(3)).refused()).isEqualTo(Map.of("filtered", 1));
        assertThat(standings(job).get(id(3)).acceptanceRate()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(deployment.records().reputations(List.of(id(3)))).containsEntry(id(3), new Reputation(2, 1, 0, 2));
        assertThat(deployment.records().disreputable(0.5, 3)).containsExactly(id(3));
        assertThat(deployment.records().disreputable(0.5, 4)).isEmpty();
    }

    @Test
    void ofTwoVotesNobodyDisagrees() {
        JobId job = deployment.start("schedule: {cohort: 2, quorum: 2}", "codec: {scheme: sign}");
        sendVotes(0, 1);
        sendVotes(1, ~1);
        assertThat(standings(job).get(id(0)).agreement()).isNull();
    }

    @Test
    void aReputationIsTheMeanOfWhatWasSeen() {
        assertThat(Reputation.NONE.score()).isEqualTo(0.5);
        assertThat(new Reputation(8, 0, 0, 0).score()).isEqualTo(0.9);
        assertThat(new Reputation(8, 0, 0, 4).score()).isEqualTo(0.5);
        assertThat(new Reputation(0, 5, 3, 0).score()).isEqualTo(0.1);
    }

    private void rounds(int rounds) {
        for (int i = 0; i < rounds; i++) {
            for (int client = 0; client < 3; client++) {
                assertThat(sendVotes(client, 1)).isEqualTo("accepted");
            }
            assertThat(sendVotes(3, ~1)).isEqualTo("accepted");
        }
    }

    /** The votes of a seed, or their opposite for the complement. */
    private String sendVotes(int client, int seed) {
        Offer offer = deployment.offered(client);
        float[] votes =
                Frames.signs(offer.parameterCount(), Math.max(seed, ~seed)).toDense();
        long[] words = new long[(votes.length + 63) / 64];
        for (int i = 0; i < votes.length; i++) {
            words[i / 64] |= (votes[i] > 0 == seed > 0 ? 1L : 0L) << i;
        }
        return code(deployment.send(client, offer.assignment(), Frames.frame(offer, new Signs(votes.length, words))));
    }

    private String sendFloats(int client, float value) {
        Offer offer = deployment.offered(client);
        float[] values = new float[offer.parameterCount()];
        Arrays.fill(values, value);
        return code(deployment.send(client, offer.assignment(), Frames.frame(offer, new Dense(values))));
    }

    private static String code(Submission answer) {
        return answer instanceof Submission.Refused refused ? refused.code().word() : "accepted";
    }

    private List<AuditEntry> audit(String action) {
        return deployment.records().audit(0, 1000).stream()
                .filter(line -> line.action().equals(action))
                .toList();
    }

    private Map<ClientId, Standing> standings(JobId job) {
        return Deployment.now(deployment.coordinator().standings(job)).stream()
                .collect(Collectors.toMap(Standing::client, standing -> standing));
    }

    private static ClientId id(int client) {
        return TestPopulation.client(client).id();
    }
}
