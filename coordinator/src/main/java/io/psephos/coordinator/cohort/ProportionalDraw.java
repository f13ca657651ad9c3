package io.psephos.coordinator.cohort;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The draw of members without replacement, each time in proportion to their example counts. */
final class ProportionalDraw {
    private ProportionalDraw() {}

    /**
     * Returns the positions of {@code size} members in the order in which they are drawn; one whose examples are not known
     * weighs as much as the mean of those that are.
     */
    static List<Integer> positions(SelectionInput input, int size) {
        double[] weights = weights(input.known());
        SplittableRandom random = input.random();
        // Exponential arrival times at the rate of the weights come in the order of successive draws (Efraimidis and
        // Spirakis, 2006). StrictMath, as every machine must draw the same.
        double[] arrival = new double[weights.length];
        for (int i = 0; i < arrival.length; i++) {
            arrival[i] = -StrictMath.log(1 - random.nextDouble()) / weights[i];
        }
        return IntStream.range(0, arrival.length)
                .boxed()
                .sorted(Comparator.comparingDouble(position -> arrival[position]))
                .limit(size)
                .toList();
    }

    private static double[] weights(List<MemberFacts> known) {
        double mean = known.stream()
                .map(MemberFacts::examples)
                .flatMapToLong(OptionalLong::stream)
                .average()
                .orElse(1);
        return known.stream()
                .mapToDouble(member ->
                        member.examples().isPresent() ? member.examples().getAsLong() : mean)
                .toArray();
    }
}
