package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/** The handler that turns every failure of a call into an answer. */
@Order(-2)
public final class ProblemHandler implements WebExceptionHandler {
    private static final System.Logger LOG = System.getLogger(ProblemHandler.class.getName());
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final ProblemWriter problems;
    private final LongSupplier nanoTime;
    private final AtomicLong lastLogged;

    public ProblemHandler(ProblemWriter problems, LongSupplier nanoTime) {
        this.problems = problems;
        this.nanoTime = nanoTime;
        this.lastLogged = new AtomicLong(nanoTime.getAsLong() - QUIET_NANOS);
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (isGone(failure)) {
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        if (failure instanceof MethodNotAllowedException wrong) {
            exchange.getResponse().getHeaders().setAllow(wrong.getSupportedMethods());
        }
        exchange.getResponse().getHeaders().clearContentHeaders();
        if (failure instanceof CallFailedException) {
            tell(failure);
        }
        RefusedException refused = RefusalNotes.of(failure).orElseGet(() -> internal(failure));
        boolean isToken = exchange.getRequest().getPath().value().equals(TokenEndpoint.PATH);
        return problems.write(exchange, isToken ? TokenEndpoint.withError(refused) : refused);
    }

    /** Whether the caller has hung up, which is nobody's failure, and there is nobody to be answered. */
    private static boolean isGone(Throwable failure) {
        return failure instanceof AbortedException
                || failure instanceof SocketException
                || failure instanceof ClosedChannelException;
    }

    private RefusedException internal(Throwable failure) {
        tell(failure);
        return RefusedException.of(ProblemCode.INTERNAL, "the server failed; the same call may be made again");
    }

    private void tell(Throwable failure) {
        long now = nanoTime.getAsLong();
        long last = lastLogged.get();
        if (now - last >= QUIET_NANOS && lastLogged.compareAndSet(last, now)) {
            LOG.log(Level.ERROR, "a call failed", failure);
        }
    }
}
