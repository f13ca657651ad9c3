package io.psephos.server.http.wire;

import io.netty.channel.Channel;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.netty.Connection;

/** The way out of an answer: whether its reader takes what it is sent. */
public final class Outlet {
    private final Channel channel;

    private Outlet(Channel channel) {
        this.channel = channel;
    }

    public static Outlet of(ServerHttpResponse response) {
        Connection connection = ServerHttpResponseDecorator.getNativeResponse(response);
        return new Outlet(connection.channel());
    }

    /** Whether there is room for more; what is sent without is kept in memory. */
    public boolean hasRoom() {
        return channel.isWritable();
    }

    /** Closes the connection with whatever is on its way. */
    public void cut() {
        channel.close();
    }
}
