package io.psephos.server.http.wire;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Publishers of the coordinator as publishers. */
public final class Publishers {
    private Publishers() {}

    /** Whoever stops listening does not stop the stage: a client that hangs up cancels nothing. */
    public static <T> Mono<T> detached(Supplier<? extends CompletionStage<T>> stage) {
        return Mono.fromFuture(() -> stage.get().toCompletableFuture(), true);
    }
}
