package io.psephos.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every aggregator promises; an implementation is one subclass. */
abstract class AggregatorContract {

    abstract Aggregator aggregator();

    /** A random update that the aggregator takes. */
    abstract Payload payload(int count, Random random);

    /** The aggregate's coordinates, computed one after the other in the plainest way. */
    abstract float[] reference(List<ClientUpdate> updates);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 130})
    void agreesWithTheReferenceForEveryNumberOfVoters(int voters) {
        assertAgrees(updates(voters, 200, new Random(voters)));
    }

    @Test
    void agreesWithTheReferenceForEveryLength() {
        Random random = new Random(7);
        IntStream.rangeClosed(1, 200).forEach(d -> assertAgrees(updates(1 + random.nextInt(40), d, random)));
        IntStream.of(4095, 4096, 4097, 32_767, 32_769, 40_000)
                .forEach(d -> assertAgrees(updates(1 + random.nextInt(20), d, random)));
    }

    @Test
    void everyVoterCountAgreesOnOneWord() {
        Random random = new Random(11);
        IntStream.rangeClosed(1, 130).forEach(voters -> assertAgrees(updates(voters, 64, random)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noOrderAndNoGroupingChangesABit(long seed) {
        Random random = new Random(seed);
        List<ClientUpdate> updates = updates(2 + random.nextInt(50), 1 + random.nextInt(300), random);
        Aggregate expected = fold(updates).finish();
        List<ClientUpdate> shuffled = new ArrayList<>(updates);
        for (int repetition = 0; repetition < 10; repetition++) {
            Collections.shuffle(shuffled, random);
            assertIdentical(split(shuffled, random).finish(), expected);
        }
    }

    @Test
    void allOrdersOfFourUpdatesAgree() {
        List<ClientUpdate> updates = updates(4, 130, new Random(3));
        Aggregate expected = fold(updates).finish();
        for (int[] order : permutations()) {
            List<ClientUpdate> permuted =
                    IntStream.of(order).mapToObj(updates::get).toList();
            assertIdentical(fold(permuted).finish(), expected);
        }
    }

    @Test
    void mergingAnEmptyFoldChangesNothing() {
        List<ClientUpdate> updates = updates(5, 70, new Random(1));
        Fold fold = fold(updates);
        fold.merge(aggregator().open(70));
        Fold other = aggregator().open(70);
        other.merge(fold(updates));
        assertThat(fold.size()).isEqualTo(5);
        assertIdentical(other.finish(), fold.finish());
    }

    @Test
    void updatesAreLeftAsTheyWere() {
        List<ClientUpdate> updates = updates(20, 100, new Random(2));
        List<float[]> before = updates.stream().map(u -> u.payload().toDense()).toList();
        fold(updates).finish();
        assertThat(updates).extracting(u -> u.payload().toDense()).containsExactlyElementsOf(before);
    }

    @Test
    void refusesAnUpdateOfAnotherLength() {
        Fold fold = aggregator().open(10);
        ClientUpdate update = update(0, payload(11, new Random(1)), 1);
        assertThatIllegalArgumentException().isThrownBy(() -> fold.add(update)).withMessageContaining("11");
        assertThat(fold.size()).isZero();
    }

    @Test
    void refusesAFoldOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aggregator().open(10).merge(aggregator().open(11)));
    }

    @Test
    void refusesToFinishWithoutUpdates() {
        assertThatIllegalStateException().isThrownBy(() -> aggregator().open(10).finish());
    }

    @Test
    void refusesToOpenWithoutParameters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aggregator().open(0))
                .withMessageContaining("0");
    }

    final Fold fold(List<ClientUpdate> updates) {
        Fold fold = aggregator().open(updates.get(0).payload().count());
        updates.forEach(fold::add);
        return fold;
    }

    final List<ClientUpdate> updates(int voters, int count, Random random) {
        return IntStream.range(0, voters)
                .mapToObj(i -> update(i, payload(count, random), random.nextInt(4) * 250L))
                .toList();
    }

    static ClientUpdate update(int client, Payload payload, long examples) {
        return new ClientUpdate(new ClientId("client-" + client), payload, examples);
    }

    private void assertAgrees(List<ClientUpdate> updates) {
        Aggregate aggregate = fold(updates).finish();
        assertThat(aggregate.updates()).isEqualTo(updates.size());
        assertThat(aggregate.direction().toDense())
                .as("%d updates of %d", updates.size(), updates.get(0).payload().count())
                .containsExactly(reference(updates));
    }

    private static void assertIdentical(Aggregate actual, Aggregate expected) {
        assertThat(actual.direction().toDense())
                .containsExactly(expected.direction().toDense());
        assertThat(actual.direction()).hasSameClassAs(expected.direction());
        assertThat(actual.updates()).isEqualTo(expected.updates());
        assertThat(actual.margins()).isEqualTo(expected.margins());
    }

    /** The updates in a few folds, merged in any order. */
    private Fold split(List<ClientUpdate> updates, Random random) {
        int d = updates.get(0).payload().count();
        List<Fold> folds = new ArrayList<>(
                IntStream.range(0, 4).mapToObj(i -> aggregator().open(d)).toList());
        updates.forEach(update -> folds.get(random.nextInt(folds.size())).add(update));
        while (folds.size() > 1) {
            Fold last = folds.remove(folds.size() - 1);
            folds.get(random.nextInt(folds.size())).merge(last);
        }
        return folds.get(0);
    }

    private static List<int[]> permutations() {
        List<int[]> all = new ArrayList<>();
        for (int code = 0; code < 256; code++) {
            int[] order = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6};
            if (IntStream.of(order).distinct().count() == order.length) {
                all.add(order);
            }
        }
        return all;
    }
}
