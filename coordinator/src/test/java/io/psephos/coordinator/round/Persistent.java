package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.JournalException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Callers that repeat calls until they are answered, and replace a process that died. */
final class Persistent {
    private static final int PATIENCE = 200;

    private final Deployment deployment;
    private final FaultyJournal journal;
    private int faultsMet;

    Persistent(Deployment deployment, FaultyJournal journal) {
        this.deployment = deployment;
        this.journal = journal;
    }

    int faultsMet() {
        return faultsMet;
    }

    <T> T call(Supplier<T> call) {
        for (int attempt = 0; attempt < PATIENCE; attempt++) {
            try {
                return call.get();
            } catch (CompletionException | JournalException e) {
                if (!(e instanceof JournalException) && !(e.getCause() instanceof JournalException)) {
                    throw e;
                }
                faultsMet++;
                recover();
            }
        }
        throw new IllegalStateException("no answer in " + PATIENCE + " attempts");
    }

    /** Lets what was put off happen. */
    void recover() {
        for (int attempt = 0; attempt < PATIENCE; attempt++) {
            try {
                if (journal.isDead()) {
                    journal.revive();
                    deployment.restart();
                }
                deployment.passSeconds(1);
                if (!journal.isDead()) {
                    return;
                }
            } catch (CompletionException | JournalException e) {
                faultsMet++;
            }
        }
        throw new IllegalStateException("no recovery in " + PATIENCE + " attempts");
    }
}
