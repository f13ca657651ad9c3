package io.psephos.server.http.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.psephos.server.http.connection.Losses.Cause;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The handler that cuts off bodies slower than the least rate, a byte now and then included. A call that still waits
 * for its body is answered as one whose body stopped coming; time in which the server does not read counts for nobody.
 */
final class BodyPace extends ChannelDuplexHandler {
    /** Time for the answer to leave before the connection is closed. */
    private static final long FAREWELL_MILLIS = 1_000;

    private final Rate rate;
    private final Losses losses;
    private @Nullable Pace body;
    private @Nullable Ticks ticks;
    private int unanswered;

    BodyPace(Rate rate, Losses losses) {
        this.rate = rate;
        this.losses = losses;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            begin(context);
        }
        if (message instanceof HttpContent content && body != null) {
            body.moved(content.content().readableBytes());
        }
        if (message instanceof LastHttpContent) {
            end();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean isInformational = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !isInformational) {
            unanswered--;
        }
        context.write(message, promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    private void begin(ChannelHandlerContext context) {
        end();
        Pace begun = rate.pace();
        body = begun;
        ticks = Ticks.start(context.executor(), rate.tick(), nanos -> {
            boolean isAwaited = unanswered == 0 || context.channel().config().isAutoRead();
            if (isAwaited && begun.isTooSlowAfter(nanos)) {
                end();
                cut(context);
            }
        });
    }

    private void end() {
        if (ticks != null) {
            ticks.stop();
            ticks = null;
        }
        body = null;
    }

    private void cut(ChannelHandlerContext context) {
        if (unanswered == 0) {
            losses.count(Cause.SLOW_BODY);
            context.close();
            return;
        }
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        context.executor().schedule(() -> context.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }
}
