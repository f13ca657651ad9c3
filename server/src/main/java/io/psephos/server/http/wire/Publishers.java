package io.psephos.server.http.wire;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/** Adapters from completion stages to reactive publishers. */
public final class Publishers {
    private Publishers() {}

    /** Returns a publisher whose cancellation does not cancel the stage, as when a client hangs up. */
    public static <T> Mono<T> detached(Supplier<? extends CompletionStage<T>> stage) {
        return Mono.create(sink -> {
            try {
                stage.get().whenComplete((result, failure) -> answer(sink, result, failure));
            } catch (RuntimeException | Error e) {
                sink.error(CallFailedException.contained(e));
            }
        });
    }

    private static <T> void answer(MonoSink<T> sink, T result, @Nullable Throwable failure) {
        if (failure == null) {
            sink.success(result);
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            sink.error(CallFailedException.contained(cause == null ? failure : cause));
        }
    }

    /** Returns the publisher with every {@link Error} that it throws turned into a failure of the call. */
    static <T> Mono<T> contained(Mono<T> publisher) {
        return Mono.create(sink -> {
            try {
                sink.onCancel(publisher.subscribe(
                        sink::success,
                        failure -> sink.error(CallFailedException.contained(failure)),
                        sink::success,
                        Context.of(sink.contextView())));
            } catch (Error e) {
                sink.error(CallFailedException.contained(e));
            }
        });
    }
}
