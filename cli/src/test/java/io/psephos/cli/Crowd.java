package io.psephos.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many connections that say something, from some twenty addresses of this machine's loopback, and read nothing. */
final class Crowd implements AutoCloseable {
    private static final int SMALL = 4 * 1024;

    private final int port;
    private final List<SocketChannel> channels = new ArrayList<>();
    private int opened;
    private int refused;

    Crowd(int port) {
        this.port = port;
    }

    /** Opens connections up to a number that is there at once. */
    void growTo(int count, String words) {
        byte[] said = words.getBytes(StandardCharsets.ISO_8859_1);
        for (int missing = count - channels.size(); missing > 0; missing--) {
            try {
                channels.add(connection(said));
            } catch (IOException e) {
                refused++;
            }
        }
    }

    private SocketChannel connection(byte[] said) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL);
        channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + (2 + opened++ % 20)), 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(said));
        channel.configureBlocking(false);
        return channel;
    }

    /** Each says one byte more; those that the server has closed go. */
    void sayAByteMore() {
        for (Iterator<SocketChannel> each = channels.iterator(); each.hasNext(); ) {
            SocketChannel channel = each.next();
            try {
                channel.write(ByteBuffer.wrap(new byte[] {'x'}));
            } catch (IOException e) {
                close(channel);
                each.remove();
            }
        }
    }

    /** How many connections were opened so far. */
    int opened() {
        return opened - refused;
    }

    /** What is said first to the one that has been there longest, once something is. */
    String firstWords() throws IOException, InterruptedException {
        ByteBuffer words = ByteBuffer.allocate(16);
        while (words.hasRemaining() && channels.get(0).read(words) >= 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return new String(words.array(), StandardCharsets.ISO_8859_1);
    }

    int size() {
        return channels.size();
    }

    @Override
    public String toString() {
        return "%d connections opened, %d refused, %d there".formatted(opened, refused, channels.size());
    }

    @Override
    public void close() {
        channels.forEach(Crowd::close);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone.
        }
    }
}
