package io.psephos.server.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.server.problem.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Calls in line for a budget of 100 bytes: whatever becomes of them, what they took is given back, and once only. */
@Timeout(60)
class BudgetLineTest {
    private static final int LONG_LINE = 20_000;

    private final MemoryBudget budget = new MemoryBudget(100, Duration.ofSeconds(60));
    private final CompletableFuture<String> gate = new CompletableFuture<>();

    @Test
    void aStageIsNotBegunOnceItsCallWasGivenUp() {
        AtomicReference<MemoryBudget.Share> held = new AtomicReference<>();
        Disposable call = budget.within(60, share -> {
                    held.set(share);
                    return Mono.never();
                })
                .subscribe();
        call.dispose();

        List<String> begun = new ArrayList<>();
        CompletionStage<String> late = held.get().until(() -> {
            begun.add("late");
            return gate;
        });
        gate.complete("done");
        assertThat(budget.taken()).isZero();
        assertThat(late.toCompletableFuture()).isCompletedExceptionally();
        assertThat(begun).isEmpty();
    }

    @Test
    void aStageThatWasBegunHoldsTheShareOfACallThatWasGivenUp() {
        Disposable call = budget.within(60, share -> Publishers.detached(() -> share.until(() -> gate)))
                .subscribe();
        call.dispose();
        assertThat(budget.taken()).isEqualTo(60);
        gate.complete("done");
        assertThat(budget.taken()).isZero();
    }

    /** Each is done as soon as it is let in. */
    @Test
    void aLineMayBeLongerThanAStackIsDeep() throws Exception {
        call(100, share -> Mono.fromFuture(gate));
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < LONG_LINE; i++) {
            calls.add(call(100, share -> Mono.just("done")));
        }
        gate.complete("done");
        for (CompletableFuture<String> call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("done");
        }
        assertThat(budget.taken()).isZero();
    }

    @Test
    void anErrorOfOneThatWaitedIsAnsweredAndNobodyElses() throws Exception {
        CompletableFuture<String> innocent = call(100, share -> Mono.fromFuture(gate));
        CompletableFuture<String> failing = call(60, share -> {
            throw new OutOfMemoryError("simulated");
        });
        CompletableFuture<String> next = call(60, share -> Mono.just("done"));

        gate.complete("done");
        assertThat(innocent.get(30, TimeUnit.SECONDS)).isEqualTo("done");
        assertThatThrownBy(() -> failing.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(CallFailedException.class);
        assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(budget.taken()).isZero();
    }

    @Test
    void whoGivesUpLeavesTheLine() throws Exception {
        call(100, share -> Mono.fromFuture(gate));
        CompletableFuture<String> impatient = call(100, share -> Mono.never());
        CompletableFuture<String> next = call(100, share -> Mono.just("done"));
        impatient.cancel(true);
        gate.complete("done");
        assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(budget.taken()).isZero();
    }

    @Test
    void whoWaitedForTooLongLeavesTheLine() {
        MemoryBudget hasty = new MemoryBudget(100, Duration.ofMillis(10));
        Disposable holder = hasty.within(60, share -> Mono.never()).subscribe();
        assertThatThrownBy(() -> hasty.within(100, share -> Mono.never()).block())
                .isInstanceOf(RefusedException.class);
        assertThat(hasty.taken()).isEqualTo(60);
        holder.dispose();
        assertThat(hasty.within(100, share -> Mono.just("done")).block()).isEqualTo("done");
        assertThat(hasty.taken()).isZero();
    }

    private CompletableFuture<String> call(long bytes, Function<MemoryBudget.Share, Mono<String>> work) {
        return budget.within(bytes, work).toFuture();
    }
}
