package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.SampleEntries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one writer of a job: order, group commit, and that nothing wedges it. */
class MailboxTest {
    private final MemoryJournal memory = new MemoryJournal();
    private final FaultyJournal journal = new FaultyJournal(memory);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(journal, tasks::add, failure -> log.add("forget"));

    @BeforeEach
    void aJob() {
        memory.commit(List.of(SampleEntries.created(SampleEntries.JOB)));
    }

    @Test
    void commandsRunInTheirOrderAndAreCommittedTogether() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            answers.add(mailbox.submit(batch -> {
                log.add("command " + number);
                batch.add(moved());
                return number;
            }));
        }
        assertThat(tasks).hasSize(1);

        runTasks();

        assertThat(answers).extracting(CompletableFuture::join).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(log).hasSize(10).isSorted();
        assertThat(journal.commits()).isEqualTo(1);
    }

    @Test
    void answersComeAfterTheCommitAndAfterWhatFollowsIt() {
        CompletableFuture<String> answer = mailbox.submit(batch -> {
            batch.add(moved());
            batch.afterwards(() -> log.add("afterwards"));
            return "done";
        });
        answer.thenAccept(done -> log.add("answer"));
        journal.beforeCommit(() -> {
            assertThat(answer).isNotDone();
            log.add("commit");
        });

        runTasks();

        assertThat(log).containsExactly("commit", "afterwards", "answer");
    }

    @Test
    void commandsThatWriteNothingCommitNothing() {
        CompletableFuture<String> answer = mailbox.submit(batch -> "read");

        runTasks();

        assertThat(answer).isCompletedWithValue("read");
        assertThat(journal.commits()).isZero();
    }

    @Test
    void noCommandJoinsABatchThatEnded() {
        mailbox.submit(batch -> {
            batch.add(moved());
            batch.end();
            return 1;
        });
        mailbox.submit(batch -> {
            assertThat(journal.commits()).isEqualTo(1);
            batch.add(moved());
            return 2;
        });

        runTasks();

        assertThat(journal.commits()).isEqualTo(2);
    }

    @Test
    void aCommitThatFailsReachesEveryCallerAndDropsWhatWasCached() {
        CompletableFuture<Integer> writing = mailbox.submit(batch -> {
            batch.add(moved());
            batch.afterwards(() -> log.add("never"));
            return 1;
        });
        CompletableFuture<Integer> reading = mailbox.submit(batch -> 2);
        journal.failNext(FaultyJournal.Fault.BEFORE);

        runTasks();

        assertThat(log).containsExactly("forget");
        assertThatThrownBy(writing::join).hasCauseInstanceOf(JournalException.class);
        assertThatThrownBy(reading::join).hasCauseInstanceOf(JournalException.class);
        assertGoesOn();
    }

    @Test
    void aCommandThatThrowsWedgesNothing() {
        CompletableFuture<Object> throwing = mailbox.submit(batch -> {
            throw new IllegalStateException("a bug");
        });

        runTasks();

        assertThatThrownBy(throwing::join).hasCauseInstanceOf(IllegalStateException.class);
        assertGoesOn();
    }

    @Test
    void anErrorWedgesNothing() {
        CompletableFuture<Object> throwing = mailbox.submit(batch -> {
            throw new StackOverflowError();
        });

        runTasks();

        assertThatThrownBy(throwing::join).hasCauseInstanceOf(StackOverflowError.class);
        assertGoesOn();
    }

    @Test
    void whatFollowsACommitMayThrowAndTheCallerStillLearnsOfTheCommit() {
        CompletableFuture<Integer> answer = mailbox.submit(batch -> {
            batch.add(moved());
            batch.afterwards(() -> {
                throw new IllegalStateException("a listener's bug");
            });
            return 1;
        });

        runTasks();

        assertThat(answer).isCompletedWithValue(1);
        assertThat(log).containsExactly("forget");
        assertGoesOn();
    }

    @Test
    void aThrowingForgetWedgesNothing() {
        Mailbox fragile = new Mailbox(journal, Runnable::run, failure -> {
            throw new RejectedExecutionException("no alarms any more");
        });
        journal.failNext(FaultyJournal.Fault.BEFORE);
        CompletableFuture<Integer> failed = fragile.submit(batch -> {
            batch.add(moved());
            return 1;
        });

        assertThatThrownBy(failed::join).hasCauseInstanceOf(JournalException.class);
        assertThat(fragile.submit(batch -> 2)).isCompletedWithValue(2);
    }

    @Test
    void aWriterWithoutMemoryForAThreadIsToldToTheCallerAndTriedAgain() {
        int[] refusals = {1};
        Mailbox exhausted = new Mailbox(
                journal,
                task -> {
                    if (refusals[0]-- > 0) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    task.run();
                },
                failure -> {});

        assertThatThrownBy(exhausted.submit(batch -> 1)::join).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(exhausted.submit(batch -> 2)).isCompletedWithValue(2);
    }

    @Test
    void aWriterThatTakesNothingIsToldToTheCallerAndTriedAgain() {
        int[] refusals = {2};
        Mailbox busy = new Mailbox(
                journal,
                task -> {
                    if (refusals[0]-- > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                failure -> {});

        assertThatThrownBy(busy.submit(batch -> 1)::join).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(busy.submit(batch -> 2)::join).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(busy.submit(batch -> 3)).isCompletedWithValue(3);
    }

    @Test
    void aCommandMaySubmitAnother() {
        Mailbox direct = new Mailbox(journal, Runnable::run, failure -> {});
        CompletableFuture<String> inner = new CompletableFuture<>();

        direct.submit(batch -> {
            direct.submit(next -> inner.complete("after the first"));
            assertThat(inner).isNotDone();
            return 1;
        });

        assertThat(inner).isCompletedWithValue("after the first");
    }

    private void assertGoesOn() {
        CompletableFuture<String> next = mailbox.submit(batch -> {
            batch.add(moved());
            return "fine";
        });
        runTasks();
        assertThat(next).isCompletedWithValue("fine");
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private static JournalEntry moved() {
        return new JournalEntry.JobMoved(SampleEntries.JOB, JobState.RUNNING, null);
    }
}
