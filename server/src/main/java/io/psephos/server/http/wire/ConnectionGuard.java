package io.psephos.server.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Handlers around a connection's HTTP codec that enforce the header timeout and answer broken requests. A request that
 * has begun must send all its headers in time, not counting the wait for answers to earlier calls. What the codec
 * cannot read, and the framework would refuse without a body, is answered with a problem. Runs on the connection's
 * event loop.
 */
public final class ConnectionGuard {
    /** Time for which a refused caller may go on sending, so that closing does not destroy the answer on its way. */
    private static final long FAREWELL_MILLIS = 1_000;

    private final ProblemWriter problems;
    private final Duration headers;

    private boolean isInRequest;
    private boolean hasBegun;
    private boolean isRefused;
    private int unanswered;
    private @Nullable Future<?> cut;

    private ConnectionGuard(ProblemWriter problems, Duration headers) {
        this.problems = problems;
        this.headers = headers;
    }

    /** Adds the handlers to a new HTTP/1.1 connection. */
    public static void watch(Channel channel, ProblemWriter problems, Duration headers) {
        if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
            ConnectionGuard guard = new ConnectionGuard(problems, headers);
            channel.pipeline()
                    .addBefore(NettyPipeline.HttpCodec, "psephos.bytes", guard.new Bytes())
                    .addAfter(NettyPipeline.HttpCodec, "psephos.messages", guard.new Messages());
        }
    }

    private void setClock(ChannelHandlerContext any) {
        if (hasBegun && unanswered == 0 && cut == null) {
            ChannelHandlerContext messages = any.pipeline().context(Messages.class);
            cut = messages.executor().schedule(() -> cut(messages), headers.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopClock() {
        if (cut != null) {
            cut.cancel(false);
            cut = null;
        }
    }

    private void cut(ChannelHandlerContext messages) {
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_TIMEOUT);
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        messages.writeAndFlush(withProblem(answer))
                .addListener(sent -> messages.pipeline().close());
    }

    private FullHttpResponse withProblem(FullHttpResponse bare) {
        RefusedException refused = refusal(bare.status().code());
        ByteBuf body = Unpooled.wrappedBuffer(problems.bytes(refused));
        FullHttpResponse answer = bare.replace(body);
        answer.setStatus(HttpResponseStatus.valueOf(refused.code().status()));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        bare.release();
        isRefused = !HttpUtil.isKeepAlive(answer);
        return answer;
    }

    private static RefusedException refusal(int status) {
        return switch (status) {
            case 408 -> RefusedException.of(ProblemCode.TIMEOUT, "the headers stopped coming");
            case 414 -> RefusedException.of(ProblemCode.BAD_REQUEST, "the request line is too long");
            case 431 -> RefusedException.of(ProblemCode.BAD_REQUEST, "the headers are too large");
            default ->
                status < 500
                        ? RefusedException.of(ProblemCode.BAD_REQUEST, "the request cannot be read")
                        : RefusedException.of(
                                ProblemCode.INTERNAL, "the server failed; the same call may be made again");
        };
    }

    /** The handler before the codec, which sees a request begin. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (isRefused) {
                ReferenceCountUtil.release(bytes);
                return;
            }
            hasBegun |= !isInRequest;
            context.fireChannelRead(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            setClock(context);
            context.fireChannelReadComplete();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stopClock();
            context.fireChannelInactive();
        }
    }

    /** The handler after the codec, which sees requests and answers. */
    private final class Messages extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest) {
                hasBegun = false;
                isInRequest = true;
                unanswered++;
                stopClock();
            }
            if (message instanceof LastHttpContent) {
                isInRequest = false;
            }
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            boolean isInformational = message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            context.write(
                    message instanceof FullHttpResponse response && isBareRefusal(response)
                            ? withProblem(response)
                            : message,
                    promise);
            if (message instanceof LastHttpContent && !isInformational) {
                unanswered--;
                setClock(context);
            }
        }

        /** Whether the framework made the refusal: ours have a body, and a length even where HEAD omits the body. */
        private boolean isBareRefusal(FullHttpResponse response) {
            return response.status().code() >= 400
                    && !response.content().isReadable()
                    && HttpUtil.getContentLength(response, 0L) == 0;
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            if (!isRefused || !context.channel().isActive()) {
                context.close(promise);
                return;
            }
            if (context.channel() instanceof DuplexChannel channel
                    && context.pipeline().get(SslHandler.class) == null) {
                channel.shutdownOutput();
            }
            context.channel().config().setAutoRead(true);
            context.executor().schedule(() -> context.close(promise), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
