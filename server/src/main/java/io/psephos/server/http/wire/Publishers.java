package io.psephos.server.http.wire;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Adapters from completion stages to reactive publishers. */
public final class Publishers {
    private Publishers() {}

    /** Returns a publisher whose cancellation does not cancel the stage, as when a client hangs up. */
    public static <T> Mono<T> detached(Supplier<? extends CompletionStage<T>> stage) {
        return Mono.fromFuture(() -> stage.get().toCompletableFuture(), true);
    }
}
