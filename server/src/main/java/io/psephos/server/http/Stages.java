package io.psephos.server.http;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Stages of the coordinator as publishers. */
final class Stages {
    private Stages() {}

    /** Whoever stops listening does not stop the stage: a client that hangs up cancels nothing. */
    static <T> Mono<T> detached(Supplier<? extends CompletionStage<T>> stage) {
        return Mono.fromFuture(() -> stage.get().toCompletableFuture(), true);
    }
}
