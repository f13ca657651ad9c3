package io.psephos.server.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A part of an answer that is handed on in slices: what stands before its bytes, the bytes, and what ends it. */
final class SlicedMessage {
    private static final int SLICE = 32 * 1024;

    private final Object message;
    private final ChannelPromise promise;
    private final @Nullable ByteBuf bytes;
    private @Nullable Object before;
    private @Nullable Object after;
    private boolean isSent;

    /** @param promise of the whole */
    SlicedMessage(Object message, ChannelPromise promise) {
        this.message = message;
        this.promise = promise;
        this.bytes = isLarge(message) ? bytes(message) : null;
        if (bytes == null) {
            before = message;
        } else if (message instanceof FullHttpResponse whole) {
            before = new DefaultHttpResponse(whole.protocolVersion(), whole.status(), whole.headers());
        }
        if (bytes != null && message instanceof LastHttpContent last) {
            after = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, last.trailingHeaders());
        }
    }

    /** Whether there is more in the message than one slice. */
    static boolean isLarge(Object message) {
        ByteBuf bytes = bytes(message);
        return bytes != null && bytes.readableBytes() > SLICE;
    }

    /** Takes off the next part; that of the last slice may be the end itself. */
    Object next() {
        Object part;
        if (before != null) {
            part = before;
            before = null;
        } else if (bytes != null && bytes.isReadable()) {
            part = new DefaultHttpContent(bytes.readRetainedSlice(Math.min(SLICE, bytes.readableBytes())));
        } else {
            part = after == null ? LastHttpContent.EMPTY_LAST_CONTENT : after;
            after = null;
        }
        if (after == null && (bytes == null || !bytes.isReadable())) {
            isSent = true;
            if (bytes != null) {
                ReferenceCountUtil.release(message);
            }
        }
        return part;
    }

    /** Whether every part was taken off. */
    boolean isSent() {
        return isSent;
    }

    ChannelPromise promise() {
        return promise;
    }

    /** Lets go of what was not taken off. */
    void drop(Throwable cause) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(cause);
    }

    private static @Nullable ByteBuf bytes(Object message) {
        return switch (message) {
            case ByteBuf bytes -> bytes;
            case ByteBufHolder holder -> holder.content();
            default -> null;
        };
    }
}
