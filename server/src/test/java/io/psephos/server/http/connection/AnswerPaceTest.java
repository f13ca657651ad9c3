package io.psephos.server.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/** Tests of answers in slices: the same bytes in the same order, whatever their size. */
class AnswerPaceTest {
    private final Losses losses = new Losses(new SimpleMeterRegistry(), Schedulers.parallel());
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new HttpResponseEncoder(), new AnswerPace(new Rate(1024, Duration.ofSeconds(30)), losses));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 64 * 1024, 1_000_003})
    void everyKindOfMessageComesWholeAndIsLetGo(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        List<ByteBuf> buffers = List.of(buffer(bytes), buffer(bytes), buffer(bytes), buffer(bytes));

        ChannelFuture whole = channel.writeOneOutbound(fullResponse(buffers.get(0), size));
        ChannelFuture head = channel.writeOneOutbound(response(3 * size));
        channel.writeOneOutbound(buffers.get(1));
        channel.writeOneOutbound(new DefaultHttpContent(buffers.get(2)));
        ChannelFuture last = channel.writeOneOutbound(new DefaultLastHttpContent(buffers.get(3)));
        channel.flushOutbound();

        assertThat(List.of(whole, head, last)).allMatch(ChannelFuture::isSuccess);
        String sent = sent();
        String body = new String(bytes, StandardCharsets.ISO_8859_1);
        String between = "HTTP/1.1 200 OK\r\ncontent-length: " + 3 * size + "\r\n\r\n";
        assertThat(sent.equals("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n" + body + between + body + body
                        + body))
                .isTrue();
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
        channel.finishAndReleaseAll();
    }

    @Test
    void whatIsNotReadStaysWhereItIsUntilItsReaderIsLetGo() {
        byte[] file = new byte[1 << 20];
        ByteBuf bytes = buffer(file);
        channel.config().setWriteBufferHighWaterMark(64 * 1024);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

        ChannelFuture answer = channel.writeOneOutbound(fullResponse(bytes, file.length));
        channel.flushOutbound();
        assertThat(sent()).isEmpty();
        assertThat(answer.isDone()).isFalse();

        channel.close();
        channel.runPendingTasks();
        assertThat(answer.isDone()).isTrue();
        assertThat(bytes.refCnt()).isZero();
    }

    private static ByteBuf buffer(byte[] bytes) {
        return Unpooled.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    private static DefaultFullHttpResponse fullResponse(ByteBuf body, int length) {
        DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        answer.headers().set("content-length", length);
        return answer;
    }

    private static DefaultHttpResponse response(int length) {
        DefaultHttpResponse answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().set("content-length", length);
        return answer;
    }

    private String sent() {
        CompositeByteBuf all = Unpooled.compositeBuffer(10_000);
        for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            if (part instanceof ByteBuf bytes) {
                all.addComponent(true, bytes);
            } else {
                assertThat(part).isInstanceOf(LastHttpContent.class);
            }
        }
        String text = all.toString(StandardCharsets.ISO_8859_1);
        all.release();
        return text;
    }
}
