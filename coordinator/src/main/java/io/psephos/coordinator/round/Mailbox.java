package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.ExtensionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A command queue with one writer and group commit: commands run one after another, their entries are committed
 * together, and only then do callers get answers.
 */
final class Mailbox {
    private static final System.Logger LOG = System.getLogger(Mailbox.class.getName());
    private static final int MAX_BATCH = 256;

    /** A change of a job's state that adds its journal entries to the batch. */
    @FunctionalInterface
    interface Command<T> {
        T run(Batch batch);
    }

    private record Letter<T>(Command<T> command, CompletableFuture<T> answer) {
        /** Runs the command and returns the action that answers the caller once the batch is durable. */
        Runnable run(Batch batch) {
            T result = command.run(batch);
            return () -> answer.complete(result);
        }
    }

    private final Journal journal;
    private final Executor writer;
    private final Consumer<Throwable> forget;
    private final ConcurrentLinkedQueue<Letter<?>> letters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param writer runs the commands; blocks on storage
     * @param forget drops all cached state after a failed batch, and hears why
     */
    Mailbox(Journal journal, Executor writer, Consumer<Throwable> forget) {
        this.journal = journal;
        this.writer = writer;
        this.forget = forget;
    }

    <T> CompletableFuture<T> submit(Command<T> command) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        letters.add(new Letter<>(command, answer));
        if (waiting.getAndIncrement() == 0) {
            try {
                writer.execute(this::drain);
            } catch (RejectedExecutionException | Error e) { // such as memory that ran out for a thread
                refuse(e);
            }
        }
        return answer;
    }

    /** Posts a command without a caller; if it fails, {@code forget} sees to its repetition. */
    void post(Consumer<Batch> command) {
        CompletableFuture<Boolean> unused = submit(batch -> {
            command.accept(batch);
            return true;
        });
    }

    private void drain() {
        int done;
        do {
            done = runBatch();
        } while (waiting.addAndGet(-done) > 0);
    }

    /** Fails all waiting commands where the executor takes no task; the next command tries again. */
    private void refuse(Throwable e) {
        int done;
        do {
            done = 0;
            for (Letter<?> letter = letters.poll(); letter != null; letter = letters.poll()) {
                letter.answer().completeExceptionally(e);
                done++;
            }
        } while (waiting.addAndGet(-done) > 0);
    }

    private int runBatch() {
        Batch batch = new Batch();
        List<Letter<?>> taken = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>();
        try {
            runCommands(batch, taken, answers);
            if (!batch.entries().isEmpty()) {
                journal.commit(batch.entries());
            }
        } catch (RuntimeException | Error e) {
            tell(e, taken.size());
            startAfresh(e);
            taken.forEach(letter -> letter.answer().completeExceptionally(e));
            return taken.size();
        }
        settle(batch);
        answers.forEach(Runnable::run);
        return taken.size();
    }

    /**
     * Tells of a batch that failed; of trouble with storage, which every job has at once, whoever holds it tells, and of
     * trouble with an extension its job.
     */
    private static void tell(Throwable failure, int commands) {
        LOG.log(
                failure instanceof JournalException || failure instanceof ExtensionException
                        ? System.Logger.Level.DEBUG
                        : System.Logger.Level.WARNING,
                "a batch of {0} commands failed and its job is read again: {1}",
                commands,
                failure);
    }

    /** Answers the callers of a durable batch, even if a cache could not follow. */
    private void settle(Batch batch) {
        try {
            batch.committed();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a cache could not follow the journal and is read again", e);
            startAfresh(e);
        }
    }

    private void startAfresh(Throwable failure) {
        try {
            forget.accept(failure);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a cache was dropped, and nothing will read it again by itself", e);
        }
    }

    private void runCommands(Batch batch, List<Letter<?>> taken, List<Runnable> answers) {
        while (taken.size() < MAX_BATCH && !batch.isEnded()) {
            Letter<?> letter = letters.poll();
            if (letter == null) {
                return;
            }
            taken.add(letter);
            answers.add(letter.run(batch));
        }
    }
}
