package io.psephos.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A body handler that detects a stalled download, and reads no more than an expected answer or a problem may hold. Of
 * what is neither, by its head, nothing is read.
 */
final class MovingBody implements BodyHandler<byte[]> {
    private static final long MOST_OF_PROBLEMS = 1 << 20;

    private final Expected expected;
    private final Duration patience;
    private final AtomicBoolean moved = new AtomicBoolean(true);
    private volatile boolean begun;

    MovingBody(Expected expected, Duration patience) {
        this.expected = expected;
        this.patience = patience;
    }

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo head) {
        begun = true;
        long most = most(head.statusCode(), head.headers());
        boolean isUnread = most == 0 && !isEmpty(head);
        return isUnread ? new Unread() : new Bounded(most);
    }

    private static boolean isEmpty(ResponseInfo head) {
        return head.statusCode() == 204
                || head.headers().firstValueAsLong("Content-Length").orElse(-1) == 0;
    }

    /** Returns how many bytes are read at most. */
    private long most(int status, HttpHeaders headers) {
        String type = Answer.typeOf(headers);
        if (!Answer.isPlain(headers)) {
            return 0;
        }
        if (status >= 400) {
            return type.equals(Answer.PROBLEM) ? MOST_OF_PROBLEMS : 0;
        }
        return type.equals(expected.type()) ? expected.most() : 0;
    }

    /** Returns the time without progress that is allowed; until the head arrives the request's own timeout counts. */
    Duration patience() {
        return patience;
    }

    /** Whether no bytes arrived since the last call. */
    boolean isStalled() {
        return !moved.getAndSet(!begun) && begun;
    }

    /** A body that nobody reads: the connection is given up. */
    private static final class Unread implements BodySubscriber<byte[]> {
        @Override
        public CompletionStage<byte[]> getBody() {
            return CompletableFuture.completedFuture(new byte[0]);
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            source.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            // Cancelled; what was on its way is dropped.
        }

        @Override
        public void onError(Throwable failure) {
            // Nobody waits for this body.
        }

        @Override
        public void onComplete() {
            // Nobody waits for this body.
        }
    }

    /** The bytes of one answer, up to a bound. */
    private final class Bounded implements BodySubscriber<byte[]> {
        private final long most;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        Bounded(long most) {
            this.most = most;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            source.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            moved.set(true);
            for (ByteBuffer buffer : buffers) {
                if (received.size() + (long) buffer.remaining() > most) {
                    tooLong();
                    return;
                }
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                received.writeBytes(bytes);
            }
        }

        private void tooLong() {
            body.completeExceptionally(new IOException("the answer has more than " + most + " bytes"));
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(received.toByteArray());
        }
    }
}
