package io.psephos.server.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.psephos.server.http.connection.Losses.Cause;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The handler that hands an answer to its connection slice by slice, as the reader takes it, and closes a connection
 * whose reader takes less than the least rate. What waits stays where it is, such as one cached file for all its
 * readers; copied for the network are a few slices at most.
 */
final class AnswerPace extends ChannelDuplexHandler {
    private final Rate rate;
    private final Losses losses;
    private final Queue<SlicedMessage> waiting = new ArrayDeque<>();
    private Pace reader;
    private @Nullable Ticks ticks;
    private long onTheWay;
    private boolean isDraining;

    AnswerPace(Rate rate, Losses losses) {
        this.rate = rate;
        this.losses = losses;
        this.reader = rate.pace();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (waiting.isEmpty() && context.channel().isWritable() && !SlicedMessage.isLarge(message)) {
            send(context, message, promise);
        } else {
            waiting.add(new SlicedMessage(message, promise.unvoid()));
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        drain(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        drain(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    private void drain(ChannelHandlerContext context) {
        if (isDraining) {
            return;
        }
        isDraining = true;
        try {
            while (!waiting.isEmpty() && context.channel().isWritable()) {
                SlicedMessage first = waiting.element();
                Object part = first.next();
                boolean isLast = first.isSent();
                if (isLast) {
                    waiting.remove();
                }
                send(context, part, isLast ? first.promise() : context.newPromise());
                context.flush();
            }
        } finally {
            isDraining = false;
        }
        watch(context);
    }

    private void send(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int bytes = size(message);
        if (bytes == 0) {
            context.write(message, promise);
            return;
        }
        onTheWay += bytes;
        context.write(message, promise.unvoid()).addListener(sent -> {
            onTheWay -= bytes;
            reader.moved(bytes);
        });
        watch(context);
    }

    /** Looks at the pace for as long as the reader has something to take. */
    private void watch(ChannelHandlerContext context) {
        if (ticks == null && isBusy()) {
            reader = rate.pace();
            ticks = Ticks.start(context.executor(), rate.tick(), nanos -> {
                if (!isBusy()) {
                    stop();
                } else if (reader.isTooSlowAfter(nanos)) {
                    stop();
                    losses.count(Cause.SLOW_READER);
                    context.close();
                }
            });
        }
    }

    private boolean isBusy() {
        return onTheWay > 0 || !waiting.isEmpty();
    }

    private void stop() {
        if (ticks != null) {
            ticks.stop();
            ticks = null;
        }
    }

    private void drop() {
        stop();
        for (SlicedMessage message = waiting.poll(); message != null; message = waiting.poll()) {
            message.drop(new ClosedChannelException());
        }
    }

    private static int size(Object message) {
        return switch (message) {
            case ByteBuf bytes -> bytes.readableBytes();
            case ByteBufHolder holder -> holder.content().readableBytes();
            default -> 0;
        };
    }
}
