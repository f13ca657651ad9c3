package io.psephos.learning.net;

import java.util.SplittableRandom;

/** The walk of one training over its examples, batch by batch in random order. */
final class BatchWalk {
    private final TrainingPlan plan;
    private final int batch;
    private final int[] order;
    private int distinct;

    /** A step on so many examples of the order, from a position on and round its end. */
    @FunctionalInterface
    interface Step {
        void take(int position, int count);
    }

    /** @param examples how many there are */
    BatchWalk(TrainingPlan plan, int examples) {
        this.plan = plan;
        this.batch = Math.min(plan.batch(), examples);
        this.order = new int[examples];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    /** The indices of the examples, in the order of the pass that is under way. */
    int[] order() {
        return order;
    }

    /** How many of the order are walked over. */
    int distinct() {
        return distinct;
    }

    /** Takes all steps of the plan. */
    void walk(long seed, Step step) {
        SplittableRandom random = new SplittableRandom(seed);
        if (plan.steps().isPresent()) {
            steps(plan.steps().getAsInt(), random, step);
        } else {
            epochs(plan.epochs().getAsInt(), random, step);
        }
    }

    private void steps(int count, SplittableRandom random, Step step) {
        distinct = (int) Math.min(order.length, (long) count * batch);
        shuffle(distinct, random);
        int position = 0;
        for (int taken = 0; taken < count; taken++) {
            step.take(position, batch);
            position = (position + batch) % order.length;
        }
    }

    private void epochs(int count, SplittableRandom random, Step step) {
        distinct = order.length;
        for (int epoch = 0; epoch < count; epoch++) {
            shuffle(order.length, random);
            for (int from = 0; from < order.length; from += batch) {
                step.take(from, Math.min(batch, order.length - from));
            }
        }
    }

    /** Draws a random choice in random order to the beginning of {@code order}. */
    private void shuffle(int chosen, SplittableRandom random) {
        for (int i = 0; i < chosen; i++) {
            int other = random.nextInt(i, order.length);
            int index = order[other];
            order[other] = order[i];
            order[i] = index;
        }
    }
}
