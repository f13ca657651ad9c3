package io.psephos.server.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import reactor.netty.NettyPipeline;

/** What every new connection is given: its place among the others, and handlers that watch its pace. */
public final class ConnectionWatch {
    /** Bytes of an answer that wait for the network itself before the next slice does. */
    private static final WriteBufferWaterMark NEXT_SLICE = new WriteBufferWaterMark(16 * 1024, 32 * 1024);

    private final Connections connections;
    private final Rate rate;
    private final Losses losses;

    public ConnectionWatch(Connections connections, Rate rate, Losses losses) {
        this.connections = connections;
        this.rate = rate;
        this.losses = losses;
    }

    /** Takes in a new connection. */
    public void watch(Channel channel) {
        connections.admit(channel);
        if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
            channel.config().setWriteBufferWaterMark(NEXT_SLICE);
            channel.pipeline()
                    .addAfter(NettyPipeline.HttpCodec, "psephos.bodies", new BodyPace(rate, losses))
                    .addAfter(NettyPipeline.HttpCodec, "psephos.answers", new AnswerPace(rate, losses));
        }
    }
}
