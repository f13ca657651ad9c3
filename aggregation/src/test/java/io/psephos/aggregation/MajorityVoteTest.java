package io.psephos.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MajorityVoteTest {

    @Nested
    final class OfSigns extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new MajorityVote(Ties.ZERO, 0);
        }

        @Override
        Payload payload(int count, Random random) {
            return Votes.signs(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return Votes.majority(updates, 0);
        }
    }

    @Nested
    final class OfTernaryVotes extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new MajorityVote(Ties.PLUS_ONE, 0);
        }

        @Override
        Payload payload(int count, Random random) {
            return Votes.ternary(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return Votes.majority(updates, 1);
        }
    }

    @Nested
    final class OfBothKinds extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new MajorityVote(Ties.ZERO, 0);
        }

        @Override
        Payload payload(int count, Random random) {
            return random.nextBoolean() ? Votes.signs(count, random) : Votes.ternary(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return Votes.majority(updates, 0);
        }
    }

    /** Examples are 0, 250, 500 and 750 here: weights 1, 250, 500 and 600. */
    @Nested
    final class OfWeightedVotes extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new MajorityVote(Ties.ZERO, 0, 600);
        }

        @Override
        Payload payload(int count, Random random) {
            return random.nextBoolean() ? Votes.signs(count, random) : Votes.ternary(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            int[] sums = Votes.sums(updates, 600);
            float[] verdict = new float[sums.length];
            for (int i = 0; i < sums.length; i++) {
                verdict[i] = Integer.signum(sums[i]);
            }
            return verdict;
        }
    }

    @Row("weights examples")
    @Test
    void examplesAreVotesUpToTheCap() {
        assertThat(weighted(3, 3, 1, 1).toDense()).containsExactly(1);
        assertThat(weighted(2, 3, 1, 1).toDense()).containsExactly(0);
        assertThat(weighted(1, 3, 1, 1).toDense()).containsExactly(-1);
        assertThat(weighted(3, 0, 0, 5).toDense()).containsExactly(-1);
        assertThat(weighted(65_536, Long.MAX_VALUE, 65_535, 1).toDense()).containsExactly(0);
        assertThat(weighted(65_536, Long.MAX_VALUE, 65_535, 0).toDense()).containsExactly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 31, 64})
    void weightedMarginsAgreeWithTheReference(int voters) {
        Random random = new Random(voters);
        for (int d : new int[] {1, 64, 65, 1000}) {
            List<ClientUpdate> updates = IntStream.range(0, voters)
                    .mapToObj(i -> AggregatorContract.update(
                            i, (i & 1) == 0 ? Votes.signs(d, random) : Votes.ternary(d, random), random.nextInt(9)))
                    .toList();
            Fold fold = new MajorityVote(Ties.ZERO, 0, 5).open(d);
            updates.forEach(fold::add);
            int[] sums = Votes.sums(updates, 5);
            int total = updates.stream().mapToInt(u -> Votes.weight(u, 5)).sum();
            VoteMargins margins = Objects.requireNonNull(fold.finish().margins());
            assertThat(margins.mean())
                    .isCloseTo(Arrays.stream(sums).map(Math::abs).average().orElseThrow() / total, within(1e-12));
            assertThat(margins.ties()).isEqualTo(share(sums, 0));
            assertThat(margins.unanimous()).isEqualTo(share(sums, total));
            assertThat(margins.histogram()).containsExactlyElementsOf(tenths(sums, total));
        }
    }

    @Test
    void foldsOfDifferentCapsOrRulesDoNotMerge() {
        Fold fold = new MajorityVote(Ties.ZERO, 0, 2).open(2);
        assertThatIllegalArgumentException().isThrownBy(() -> fold.merge(new MajorityVote(Ties.ZERO, 0, 3).open(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> fold.merge(new VoteMean(2).open(2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_537})
    void refusesACapThatIsNone(int maxVotes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MajorityVote(Ties.ZERO, 0, maxVotes))
                .withMessageContaining("was " + maxVotes);
    }

    @Test
    void theVerdictIsSignsWhereNoVoteIsZero() {
        assertThat(verdict(Ties.ZERO, Votes.of(1, -1, 1), Votes.of(1, -1, -1), Votes.of(1, -1, -1))
                        .direction())
                .isInstanceOfSatisfying(
                        Signs.class, signs -> assertThat(signs.toDense()).containsExactly(1, -1, -1));
    }

    @Row({"ties zero", "aggregation.rule majority-vote"})
    @Test
    void aTieIsZeroUnlessSaidOtherwise() {
        assertThat(verdict(Ties.ZERO, Votes.of(1, 1, -1), Votes.of(1, -1, -1)).direction())
                .isInstanceOfSatisfying(
                        Ternary.class, votes -> assertThat(votes.toDense()).containsExactly(1, 0, -1));
    }

    @Row("ties plus-one")
    @Test
    void aTieIsPlusOneWhereTheJobSaysSo() {
        assertThat(verdict(Ties.PLUS_ONE, Votes.of(1, 1, -1), Votes.of(1, -1, -1))
                        .direction())
                .isInstanceOfSatisfying(
                        Signs.class, signs -> assertThat(signs.toDense()).containsExactly(1, 1, -1));
    }

    /** 4,096 fair coins are within 4.42 standard deviations of one half; a fair coin fails with probability 1e-5. */
    @Row("ties coin")
    @Test
    void aTieIsAFairCoinWhereTheJobSaysSo() {
        float[] coins = tieCoins(17);
        double heads =
                IntStream.range(0, coins.length).filter(i -> coins[i] > 0).count();
        assertThat(heads / coins.length).isCloseTo(0.5, within(4.42 * 0.5 / Math.sqrt(coins.length)));
        assertThat(tieCoins(17)).containsExactly(coins);
        assertThat(tieCoins(18)).isNotEqualTo(coins);
    }

    @Test
    void coinsDoNotTouchWhatIsDecided() {
        Random random = new Random(5);
        List<Payload> votes =
                IntStream.range(0, 6).mapToObj(i -> Votes.ternary(500, random)).toList();
        float[] zeros =
                verdict(Ties.ZERO, votes.toArray(Payload[]::new)).direction().toDense();
        float[] coins =
                verdict(Ties.COIN, votes.toArray(Payload[]::new)).direction().toDense();
        for (int i = 0; i < zeros.length; i++) {
            assertThat(Math.abs(coins[i])).isEqualTo(1f);
            if (zeros[i] != 0) {
                assertThat(coins[i]).isEqualTo(zeros[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Ties.class)
    void allZeroVotesAreATie(Ties ties) {
        float[] verdict = verdict(ties, Votes.of(new int[70]), Votes.of(new int[70]))
                .direction()
                .toDense();
        if (ties == Ties.ZERO) {
            assertThat(verdict).containsOnly(0f);
        } else {
            assertThat(verdict).doesNotContain(0f);
        }
    }

    @Test
    void marginsOfSigns() {
        Aggregate aggregate = verdict(Ties.ZERO, Votes.of(1, 1, -1, -1), Votes.of(1, -1, -1, 1));
        assertThat(aggregate.margins())
                .isEqualTo(new VoteMargins(0.5, 0.5, 0.5, histogram(0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5)));
    }

    @Test
    void marginsOfTernaryVotes() {
        Aggregate aggregate = verdict(Ties.ZERO, Votes.of(1, 0, -1, 0), Votes.of(1, 1, -1, 0), Votes.of(1, -1, -1, -1));
        assertThat(aggregate.margins())
                .isEqualTo(new VoteMargins(
                        (1 + 0 + 1 + 1 / 3.0) / 4, 0.25, 0.5, histogram(0.25, 0, 0, 0.25, 0, 0, 0, 0, 0, 0.5)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 40, 129})
    void marginsAgreeWithTheReference(int voters) {
        Random random = new Random(voters);
        for (int d : new int[] {1, 63, 64, 65, 1000, 33_000}) {
            List<ClientUpdate> updates = IntStream.range(0, voters)
                    .mapToObj(i -> AggregatorContract.update(
                            i, (i & 1) == 0 ? Votes.signs(d, random) : Votes.ternary(d, random), 1))
                    .toList();
            int[] sums = Votes.sums(updates);
            VoteMargins margins = Objects.requireNonNull(fold(updates).finish().margins());
            assertThat(margins.mean())
                    .isCloseTo(Arrays.stream(sums).map(Math::abs).average().orElseThrow() / voters, within(1e-12));
            assertThat(margins.ties()).isEqualTo(share(sums, 0));
            assertThat(margins.unanimous()).isEqualTo(share(sums, voters));
            assertThat(margins.histogram()).containsExactlyElementsOf(tenths(sums, voters));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {130_943, 130_944, 130_945, 300_000})
    void agreesWithTheReferenceOverManyBlocks(int count) {
        Random random = new Random(count);
        List<ClientUpdate> updates = IntStream.range(0, 38)
                .mapToObj(i -> AggregatorContract.update(i, Votes.signs(count, random), 1))
                .toList();
        float[] verdict = fold(updates).finish().direction().toDense();
        assertThat(Arrays.equals(verdict, Votes.majority(updates, 0))).isTrue();
    }

    /** On votes the signs of mean, median and majority are one; negating all votes negates the verdict. */
    @Test
    void negatedVotesNegateTheVerdict() {
        Random random = new Random(9);
        for (int voters = 1; voters < 40; voters++) {
            List<Payload> votes = IntStream.range(0, voters)
                    .mapToObj(i -> Votes.signs(77, random))
                    .toList();
            List<Payload> negated =
                    votes.stream().map(MajorityVoteTest::negated).toList();
            float[] verdict = verdict(Ties.ZERO, votes.toArray(Payload[]::new))
                    .direction()
                    .toDense();
            float[] opposite = verdict(Ties.ZERO, negated.toArray(Payload[]::new))
                    .direction()
                    .toDense();
            for (int i = 0; i < verdict.length; i++) {
                assertThat(opposite[i]).isEqualTo(0f - verdict[i]);
            }
        }
    }

    @Test
    void floatsHaveNoVote() {
        Fold fold = new MajorityVote(Ties.ZERO, 0).open(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fold.add(AggregatorContract.update(0, new Dense(new float[] {1, 2}), 1)))
                .withMessageContaining("Dense");
    }

    @Test
    void foldsOfDifferentTieRulesDoNotMerge() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MajorityVote(Ties.ZERO, 0).open(2).merge(new MajorityVote(Ties.COIN, 0).open(2)));
    }

    /** One vote for and two against, with so many examples. */
    private static Payload weighted(int maxVotes, long... examples) {
        Fold fold = new MajorityVote(Ties.ZERO, 0, maxVotes).open(1);
        for (int i = 0; i < examples.length; i++) {
            fold.add(AggregatorContract.update(i, Votes.of(i == 0 ? 1 : -1), examples[i]));
        }
        return fold.finish().direction();
    }

    private static float[] tieCoins(long seed) {
        Fold fold = new MajorityVote(Ties.COIN, seed).open(4096);
        fold.add(AggregatorContract.update(0, Votes.of(new int[4096]), 1));
        return fold.finish().direction().toDense();
    }

    /** In whole numbers, so that no tenth is rounded. */
    private static List<Double> tenths(int[] sums, int total) {
        long[] counts = new long[10];
        for (int sum : sums) {
            counts[total == 0 ? 0 : Math.min(9, 10 * Math.abs(sum) / total)]++;
        }
        return Arrays.stream(counts)
                .mapToObj(count -> (double) count / sums.length)
                .toList();
    }

    private static List<Double> histogram(double... shares) {
        return Arrays.stream(shares).boxed().toList();
    }

    private static double share(int[] sums, int margin) {
        return Arrays.stream(sums).filter(sum -> Math.abs(sum) == margin).count() / (double) sums.length;
    }

    private static Payload negated(Payload votes) {
        float[] dense = votes.toDense();
        return Votes.of(
                IntStream.range(0, dense.length).map(i -> (int) -dense[i]).toArray());
    }

    private static Fold fold(List<ClientUpdate> updates) {
        Fold fold = new MajorityVote(Ties.ZERO, 0).open(updates.get(0).payload().count());
        updates.forEach(fold::add);
        return fold;
    }

    private static Aggregate verdict(Ties ties, Payload... votes) {
        Fold fold = new MajorityVote(ties, 1).open(votes[0].count());
        for (int i = 0; i < votes.length; i++) {
            fold.add(AggregatorContract.update(i, votes[i], 1));
        }
        return fold.finish();
    }
}
