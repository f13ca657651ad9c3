package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.Dense;
import io.psephos.protocol.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class FoldQueueTest {
    private static final int KIB = 1024;

    private final Queue<Runnable> compute = new ConcurrentLinkedQueue<>();
    private final Names fold = new Names();
    private final FoldQueue queue = new FoldQueue(fold, compute::add, 4);

    @Test
    void theWriterWaitsWhileNothingIsFolded() throws InterruptedException {
        queue.add(update(1), 2 * KIB);
        queue.add(update(2), 2 * KIB);
        Thread writer = Thread.ofPlatform().start(() -> queue.add(update(3), KIB));
        awaitParked(writer);

        runCompute();

        writer.join();
        var finished = queue.finish().toCompletableFuture();
        runCompute();
        assertThat(fold.folded).containsExactly("c-1", "c-2", "c-3");
        assertThat(finished.join().updates()).isEqualTo(3);
    }

    @Test
    void anUpdateThatIsLargerThanAllRoomIsTakenAlone() {
        queue.add(update(1), 1 << 30);
        runCompute();
        queue.add(update(2), 1 << 30);
        runCompute();

        assertThat(fold.folded).containsExactly("c-1", "c-2");
    }

    @Test
    void nobodyWaitsForAFoldThatFailed() throws InterruptedException {
        fold.broken = true;
        queue.add(update(1), 4 * KIB);
        Thread writer = Thread.ofPlatform().start(() -> {
            queue.add(update(2), 4 * KIB);
            queue.add(update(3), 4 * KIB);
            queue.add(update(4), 4 * KIB);
        });
        awaitParked(writer);

        runCompute();

        writer.join();
        var finished = queue.finish().toCompletableFuture();
        runCompute();
        assertThatThrownBy(finished::join).hasCauseInstanceOf(FoldQueue.UnfoldedException.class);
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private void runCompute() {
        for (Runnable task = compute.poll(); task != null; task = compute.poll()) {
            task.run();
        }
    }

    private static ClientUpdate update(int client) {
        return new ClientUpdate(new ClientId("c-" + client), new Dense(new float[2]), 1);
    }

    /** A fold that notes whose updates it was given. */
    private static final class Names implements Fold {
        final List<String> folded = new ArrayList<>();
        boolean broken;

        @Override
        public void add(ClientUpdate update) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            folded.add(update.client().value());
        }

        @Override
        public void merge(Fold other) {
            folded.addAll(((Names) other).folded);
        }

        @Override
        public int size() {
            return folded.size();
        }

        @Override
        public Aggregate finish() {
            return new Aggregate(new Dense(new float[2]), folded.size(), null);
        }
    }
}
