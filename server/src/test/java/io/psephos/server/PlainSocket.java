package io.psephos.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection on which a test says what it wants, at its own pace. */
final class PlainSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int SMALL = 4 * 1024;

    private final Socket socket = new Socket();

    PlainSocket(TestServer server) {
        this(server, false);
    }

    private PlainSocket(TestServer server, boolean takesLittle) {
        try {
            if (takesLittle) {
                socket.setReceiveBufferSize(SMALL);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.server.port()));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that takes few bytes before they are read. */
    static PlainSocket takingLittle(TestServer server) {
        return new PlainSocket(server, true);
    }

    static String head(String call, String token, String... headers) {
        return call + " HTTP/1.1\r\nHost: localhost\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n")
                + "\r\n";
    }

    PlainSocket write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that comes until the server closes the connection, which it may do in any way. */
    String readAll() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException open) {
            throw new AssertionError("the connection is still open after " + all.size() + " bytes", open);
        } catch (IOException reset) {
            return all.toString(StandardCharsets.ISO_8859_1);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** The first characters of an answer. */
    String read(int count) {
        try {
            return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a byte every so often for as long as the server takes them; all that it says until it closes. */
    String trickle(int everyMillis) {
        StringBuilder answer = new StringBuilder();
        try {
            socket.setSoTimeout(everyMillis);
            for (int sent = 0; sent < PATIENCE_MILLIS / everyMillis; ) {
                try {
                    int read = socket.getInputStream().read();
                    if (read < 0) {
                        return answer.toString();
                    }
                    answer.append((char) read);
                } catch (SocketTimeoutException quiet) {
                    socket.getOutputStream().write('x');
                    sent++;
                }
            }
        } catch (IOException cut) {
            return answer.toString();
        }
        throw new AssertionError("nobody cut the connection, which said " + answer);
    }

    /** Breaks the connection off, as when a cable is pulled and plugged in again. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
