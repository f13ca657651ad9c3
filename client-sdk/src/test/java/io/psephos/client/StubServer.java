package io.psephos.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.protocol.model.Artefact;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A stub server that checks every call strictly and fails on demand. Restarts on its port with all it knew. */
final class StubServer implements AutoCloseable {
    final StubIdentities identities = new StubIdentities();
    final StubModels models = new StubModels();
    final List<String> violations = new CopyOnWriteArrayList<>();
    final List<byte[]> frames = new ArrayList<>();
    final Map<AssignmentId, byte[]> accepted = new LinkedHashMap<>();
    final Map<AssignmentId, String> declined = new LinkedHashMap<>();
    final List<AssignmentId> forgetful = new ArrayList<>();
    final Map<AssignmentId, JsonNode> metrics = new LinkedHashMap<>();
    final Map<String, byte[]> published = new ConcurrentHashMap<>();
    volatile String publishedDigest = "";
    final Map<String, Artefact> artefacts = new ConcurrentHashMap<>();
    final CountDownLatch polled = new CountDownLatch(1);
    final Map<String, Fate> fates = new ConcurrentHashMap<>();
    volatile String issuer;
    volatile String retryAfter = "0";
    volatile Map<String, Object> extraCodecOptions = Map.of();

    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, Runnable> actions = new ConcurrentHashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Deque<Offer> open = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private HttpServer http;
    private ExecutorService threads;
    private int port;
    private boolean ended;
    private boolean endsWhenAnswered;

    StubServer() throws IOException {
        start();
        issuer = uri().toString();
    }

    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        port = http.getAddress().getPort();
        threads = Executors.newCachedThreadPool();
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        http.start();
    }

    void stop() {
        http.stop(0);
        threads.shutdownNow();
    }

    @Override
    public void close() {
        closing.countDown();
        stop();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    synchronized void offer(Offer offer, float[] model) {
        models.put(offer.modelVersion(), offer.layout(), model);
        open.add(offer);
    }

    synchronized void endJob() {
        ended = true;
    }

    /** The job ends as soon as no offer is open. */
    synchronized void endJobWhenAnswered() {
        endsWhenAnswered = true;
    }

    /** The next calls of that name fail so, one fault each. */
    void fail(String call, Fault... inThisOrder) {
        faults.computeIfAbsent(call, c -> new ConcurrentLinkedDeque<>()).addAll(Arrays.asList(inThisOrder));
    }

    /** Runs this on each call of that name, before it is answered or failed. */
    void whenCalled(String call, Runnable action) {
        actions.put(call, action);
    }

    synchronized void withdraw(AssignmentId assignment) {
        open.removeIf(offer -> offer.assignment().equals(assignment));
    }

    /** Takes back every open offer. */
    synchronized void closeRound() {
        open.clear();
    }

    synchronized void forget(AssignmentId assignment) {
        accepted.remove(assignment);
    }

    /** The accepted float32 update. */
    synchronized float[] decoded(AssignmentId assignment, long base) {
        var expected = UpdateFrames.expected(0, base, Offers.LAYOUT.parameterCount(), 100);
        return UpdateFrames.decode(accepted.get(assignment), expected).toDense();
    }

    synchronized int calls(String call) {
        return calls.getOrDefault(call, 0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = name(exchange);
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (this) {
                calls.merge(call, 1, Integer::sum);
            }
            actions.getOrDefault(call, () -> {}).run();
            Queue<Fault> planned = faults.get(call);
            Fault fault = planned == null ? null : planned.poll();
            if (fault instanceof Fault.Cut) {
                return;
            }
            if (fault instanceof Fault.Problem problem) {
                Reply reply = Reply.problem(problem.status(), problem.code(), problem.members());
                for (var header : problem.headers().entrySet()) {
                    reply = reply.with(header.getKey(), header.getValue());
                }
                send(exchange, reply);
                return;
            }
            if (fault instanceof Fault.Foreign foreign) {
                send(exchange, foreign);
                return;
            }
            if (fault instanceof Fault.Endless endless) {
                exchange.getResponseHeaders().set("Content-Type", endless.type());
                exchange.sendResponseHeaders(endless.status(), 0);
                while (true) {
                    exchange.getResponseBody().write(new byte[1 << 16]);
                }
            }
            if (fault instanceof Fault.Stall stall) {
                exchange.getResponseHeaders().set("Content-Type", stall.type());
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                closing.await();
                return;
            }
            Reply reply = answer(call, exchange, body);
            if (!(fault instanceof Fault.LostAnswer)) {
                send(exchange, reply);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The client has left, which it may.
        } catch (Exception | AssertionError e) {
            violations.add(e.toString());
        }
    }

    private static String name(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/api/v1/assignments/")) {
            String tail = path.substring("/api/v1/assignments/".length());
            int slash = tail.indexOf('/');
            String call = slash < 0 ? "fate" : tail.substring(slash + 1);
            return call.startsWith("artefacts/") ? "artefact-up" : call;
        }
        if (exchange.getRequestMethod().equals("DELETE")) {
            return "leave";
        }
        if (path.contains("/artefacts/")) {
            return "artefact";
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        return path.contains("/models/") && !last.equals("delta") ? "model" : last;
    }

    private Reply answer(String call, HttpExchange exchange, byte[] body) throws Exception {
        check(exchange, body);
        return switch (call) {
            case "oauth-authorization-server" ->
                Reply.json(200, Map.of("issuer", issuer, "token_endpoint", issuer + "/api/v1/token", "unknown", true));
            case "enrollments" -> identities.enrol(body, issuer, issuer + "/api/v1/token");
            case "token" -> identities.token(body, issuer);
            default -> authorized(call, exchange, body);
        };
    }

    private Reply authorized(String call, HttpExchange exchange, byte[] body) throws Exception {
        if (!identities.isValid(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Reply.problem(401, "invalid-token").with("WWW-Authenticate", "Bearer");
        }
        String path = exchange.getRequestURI().getPath();
        return switch (call) {
            case "offers" -> offers(exchange.getRequestURI().getQuery());
            case "model" -> models.download(Long.parseLong(path.split("/")[6]));
            case "delta" ->
                models.delta(
                        Long.parseLong(exchange.getRequestURI().getQuery().replaceFirst("^since=", "")),
                        Long.parseLong(path.split("/")[6]));
            case "keys", "capabilities", "leave" ->
                identities.client(
                        call, path.split("/")[4], exchange.getRequestHeaders().getFirst("Authorization"), body, issuer);
            case "artefact" -> published(path);
            case "artefact-up" -> artefact(assignment(path), path.substring(path.lastIndexOf('/') + 1), body);
            case "metrics" -> metrics(assignment(path), body);
            case "update" -> update(assignment(path), body);
            case "decline" -> decline(assignment(path), body);
            case "fate" -> fate(assignment(path));
            default -> Reply.problem(404, "not-found");
        };
    }

    private Reply offers(String query) throws InterruptedException {
        Duration wait = Duration.parse(query.replaceAll(".*wait=([^&]+).*", "$1"));
        synchronized (this) {
            if ((ended || endsWhenAnswered && open.isEmpty()) && query.contains("job=")) {
                return Reply.problem(410, "job-ended");
            }
            if (!open.isEmpty()) {
                return Reply.json(200, withUnknownMembers(open.peek()));
            }
        }
        polled.countDown();
        closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        return Reply.empty(204).with("Retry-After", retryAfter);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> withUnknownMembers(Offer offer) {
        Map<String, Object> tree = ProtocolJson.strict().convertValue(offer, Map.class);
        tree.put("someday", List.of(1, 2));
        ((Map<String, Object>) tree.get("training")).put("warmup", 3);
        ((Map<String, Object>) tree.get("codec")).putAll(extraCodecOptions);
        return tree;
    }

    private synchronized Reply update(AssignmentId assignment, byte[] frame) {
        frames.add(frame);
        byte[] before = accepted.get(assignment);
        if (before != null) {
            return Arrays.equals(before, frame)
                    ? Reply.json(200, receipt(assignment, Fate.ACCEPTED))
                    : Reply.problem(409, "duplicate-differs");
        }
        Offer offer = open.stream()
                .filter(o -> o.assignment().equals(assignment))
                .findFirst()
                .orElse(null);
        if (offer == null) {
            return Reply.problem(409, "round-closed");
        }
        try {
            UpdateFrames.decode(
                    frame,
                    UpdateFrames.expected(
                            offer.codec().frame(),
                            offer.modelVersion(),
                            offer.layout(),
                            offer.training().maxExamples()),
                    offer.layout());
        } catch (MalformedFrameException e) {
            return Reply.problem(422, e.code().word());
        }
        accepted.put(assignment, frame);
        open.remove(offer);
        return Reply.json(202, receipt(assignment, Fate.ACCEPTED));
    }

    private Reply published(String path) throws Exception {
        byte[] file = published.get(path);
        return file == null ? Reply.problem(404, "not-found") : StubModels.stated(file, publishedDigest);
    }

    private synchronized Reply artefact(AssignmentId assignment, String name, byte[] body) {
        if (accepted.containsKey(assignment)) {
            return Reply.problem(409, "wrong-state");
        }
        artefacts.put(assignment + " " + name, Artefact.read(body));
        return Reply.empty(204);
    }

    private synchronized Reply metrics(AssignmentId assignment, byte[] body) {
        JsonNode members = ProtocolJson.strict().readTree(body);
        demand(!accepted.containsKey(assignment), "metrics before the update");
        metrics.put(assignment, members);
        return Reply.empty(204);
    }

    private synchronized Reply decline(AssignmentId assignment, byte[] body) {
        JsonNode members = ProtocolJson.strict().readTree(body);
        String reason = members.path("reason").asString("");
        if (reason.isEmpty() || reason.length() > 200) {
            return Reply.problem(422, "invalid-member");
        }
        declined.put(assignment, reason);
        if (members.path("lostMemory").asBoolean(false)) {
            forgetful.add(assignment);
        }
        withdraw(assignment);
        return Reply.empty(204);
    }

    private synchronized Reply fate(AssignmentId assignment) {
        Fate usual = accepted.containsKey(assignment) ? Fate.COUNTED : Fate.EXPIRED;
        return Reply.json(200, receipt(assignment, fates.getOrDefault(assignment.value(), usual)));
    }

    private static Receipt receipt(AssignmentId assignment, Fate fate) {
        return new Receipt(assignment, Offers.JOB, 0, fate, null);
    }

    private static AssignmentId assignment(String path) {
        return new AssignmentId(path.split("/")[4]);
    }

    /** Conventions of the protocol that hold for every request. */
    private void check(HttpExchange exchange, byte[] body) {
        var headers = exchange.getRequestHeaders();
        String method = exchange.getRequestMethod();
        demand(exchange.getProtocol().equals("HTTP/1.1"), "HTTP/1.1, was " + exchange.getProtocol());
        demand(!headers.containsKey("Transfer-Encoding"), "a known length");
        demand(!headers.containsKey("Content-Encoding"), "no content encoding");
        if (method.equals("DELETE")) {
            demand(body.length == 0, "no body");
        } else if (!method.equals("GET")) {
            demand(("" + body.length).equals(headers.getFirst("Content-Length")), "the length of the body");
            String type = headers.getFirst("Content-Type");
            String path = exchange.getRequestURI().getPath();
            String due = path.endsWith("/update")
                    ? "application/vnd.psephos.update"
                    : path.contains("/artefacts/")
                            ? "application/x-safetensors"
                            : path.endsWith("/token") ? "application/x-www-form-urlencoded" : "application/json";
            demand(due.equals(type), "content type " + due + ", was " + type);
        }
    }

    private void demand(boolean holds, String what) {
        if (!holds) {
            violations.add("a request needs " + what);
        }
    }

    private static void send(HttpExchange exchange, Fault.Foreign foreign) throws IOException {
        if (!foreign.type().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", foreign.type());
        }
        foreign.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(foreign.status(), foreign.length() == 0 ? -1 : foreign.length());
        exchange.getResponseBody().write(foreign.body());
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        if (!reply.contentType().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        }
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        if (reply.body().length > 0) {
            exchange.getResponseBody().write(reply.body());
        }
    }
}
