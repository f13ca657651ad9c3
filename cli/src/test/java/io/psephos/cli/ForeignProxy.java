package io.psephos.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A proxy before a server that answers some of the calls in the server's place, or cuts the server's answer. */
final class ForeignProxy implements AutoCloseable {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    /** What is answered in the server's place. */
    enum Foreign {
        PAGE("200 OK", "text/html", "<html>please accept the terms of this network</html>"),
        NOT_FOUND("404 Not Found", "text/plain", "page not found\n"),
        REDIRECT("302 Found", "text/html\r\nLocation: http://portal.invalid/", ""),
        ERROR("500 Internal Server Error", "text/html", "<html>error</html>"),
        GATEWAY("502 Bad Gateway", "text/html", "<html>bad gateway</html>"),
        EMPTY("200 OK", "application/json", ""),
        /** The server's own problem, with the time of a next try as a date, which proxies may make of it. */
        LIMITED(
                "429 Too Many Requests",
                "application/problem+json\r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT",
                "{\"status\":429,\"code\":\"rate-limited\"}"),
        /** The server's own answer, up to the middle of its body, or of its head where it has no body. */
        CUT("", "", "");

        private final byte[] bytes;

        Foreign(String status, String type, String body) {
            bytes = ("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length()
                            + "\r\nConnection: close\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final ServerSocket listening;
    private final Function<String, Optional<Foreign>> plan;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();
    private volatile int server;

    private ForeignProxy(ServerSocket listening, Function<String, Optional<Foreign>> plan) {
        this.listening = listening;
        this.plan = plan;
    }

    /** @param plan what becomes of a request, by the name of its call: the last word of its path, or {@code fate} */
    static ForeignProxy start(Function<String, Optional<Foreign>> plan) throws IOException {
        ForeignProxy proxy = new ForeignProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), plan);
        proxy.threads.submit(proxy::listen);
        return proxy;
    }

    URI url() {
        return URI.create("http://localhost:" + listening.getLocalPort());
    }

    void forwardTo(int port) {
        server = port;
    }

    /** How many requests met which answer, by call and answer. */
    Map<String, Integer> answered() {
        return Map.copyOf(answered);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }

    private void listen() {
        try {
            while (true) {
                Socket caller = listening.accept();
                threads.submit(() -> serve(caller));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            InputStream in = new BufferedInputStream(caller.getInputStream());
            String head = head(in);
            byte[] body = in.readNBytes(length(head));
            String call = call(head);
            Optional<Foreign> foreign = plan.apply(call);
            foreign.ifPresent(what -> answered.merge(call + " " + what, 1, Integer::sum));
            if (foreign.isEmpty()) {
                forward(head, body, caller);
            } else if (foreign.get() == Foreign.CUT) {
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                forward(head, body, whole);
                caller.getOutputStream().write(cut(whole.toByteArray()));
            } else {
                caller.getOutputStream().write(foreign.get().bytes);
            }
        } catch (IOException e) {
            // The caller or the server has left.
        }
    }

    private void forward(String head, byte[] body, Socket caller) throws IOException {
        try (Socket upstream = sent(head, body)) {
            upstream.getInputStream().transferTo(caller.getOutputStream());
        }
    }

    private void forward(String head, byte[] body, ByteArrayOutputStream answer) throws IOException {
        try (Socket upstream = sent(head, body)) {
            upstream.getInputStream().transferTo(answer);
        }
    }

    private Socket sent(String head, byte[] body) throws IOException {
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
        int line = head.indexOf("\r\n");
        String closing = head.substring(0, line) + "\r\nConnection: close"
                + head.substring(line).replaceAll("(?i)\r\nConnection:[^\r]*", "");
        upstream.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
        upstream.getOutputStream().write(body);
        return upstream;
    }

    private static byte[] cut(byte[] answer) {
        int body = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + END_OF_HEAD.length;
        int end = answer.length > body ? (body + answer.length) / 2 : answer.length / 2;
        return Arrays.copyOf(answer, end);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int matched = 0; matched < END_OF_HEAD.length; ) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
            matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String head) {
        String name = "\r\ncontent-length:";
        int at = head.toLowerCase(Locale.ROOT).indexOf(name);
        return at < 0
                ? 0
                : Integer.parseInt(head.substring(at + name.length(), head.indexOf("\r\n", at + 2))
                        .strip());
    }

    private static String call(String head) {
        String path = head.split(" ")[1].replaceFirst("\\?.*", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        boolean isFate = path.matches("/api/v1/assignments/[^/]+");
        return isFate ? "fate" : path.matches(".*/models/[0-9]+") ? "model" : last;
    }
}
