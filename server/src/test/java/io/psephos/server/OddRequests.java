package io.psephos.server;

import io.psephos.protocol.json.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Requests that are nearly right: a call of the description with one to three things odd about its method, path, query,
 * headers or body. The same seed gives the same requests.
 */
final class OddRequests {
    private static final String LONG_NUMBER = "1" + "0".repeat(308);
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "-1",
            "NaN",
            "1e400",
            "9223372036854775808",
            "99999999999999999999",
            LONG_NUMBER,
            "\"",
            "\"\"",
            "W/\"x",
            "W/",
            "W/\"\"",
            "\"x",
            "\"a\",",
            ",,,",
            "*",
            "*/*",
            "*/*;q=2",
            "*/json",
            "a/b;q=x",
            "text/html;charset=nonsense",
            "application/json;charset=\"",
            "application/x-safetensors;q=0",
            many("text/t%d", 51),
            many("a/b%d;q=0.5", 700),
            many("\"t%d\"", 900),
            "bytes=0-",
            "bytes=" + many("%1$d-%1$d", 200).replace("bytes=", ""),
            "bytes=99999999999999999999-",
            "bytes=-99999999999999999999",
            "bytes=--",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Thu, 99 Foo 99999 99:99:99 GMT",
            "gzip, br;q=7",
            "en;q=0.3;q=9, *;q=,",
            "de--,,;q=1",
            "100-continue",
            "chunked, chunked",
            "websocket",
            "h2c",
            "Bearer",
            "Bearer \u00e9",
            "Basic eDp5",
            "a=b; a=c; =; \"",
            "for=\"[::1\";proto=gopher",
            "http://[::1",
            "\u00ff\u00fe\u0080",
            "x".repeat(4000));
    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Access-Control-Request-Method",
            "Authorization",
            "Cache-Control",
            "Connection",
            "Content-Encoding",
            "Content-Language",
            "Content-Location",
            "Content-Range",
            "Content-Type",
            "Content-Type",
            "Cookie",
            "Date",
            "Expect",
            "Forwarded",
            "Host",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
            "Last-Event-ID",
            "Origin",
            "Range",
            "Referer",
            "Sec-WebSocket-Key",
            "TE",
            "Transfer-Encoding",
            "Upgrade",
            "X-CSRF-Token",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Proto",
            "X-HTTP-Method-Override");
    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "PROPFIND", "M-SEARCH", "X");
    private static final List<String> SEGMENTS = List.of(
            "..",
            ".",
            "%2e%2e",
            "%2F",
            "%5C",
            "%00",
            "%0d%0a",
            "%ff",
            "%ed%a0%80",
            "%F0%9F%98%80",
            "%ZZ",
            "%",
            ";a=b",
            "x;a=b;a",
            "a b".replace(" ", "+"),
            "{job}",
            "*",
            "**",
            "latest",
            "-1",
            "007",
            "99999999999999999999",
            LONG_NUMBER,
            "x".repeat(65),
            "\u00e4");
    private static final List<String> QUERIES = List.of(
            "cursor", "limit", "wait", "job", "since", "lastEventId", "x", "", "cursor[]", "%00", "limit=1&limit");
    private static final List<String> QUERY_VALUES = List.of(
            "",
            "0",
            "-0",
            "-1",
            "1e9",
            "NaN",
            "9223372036854775807",
            "9223372036854775808",
            LONG_NUMBER,
            "PT",
            "PT-1S",
            "P1Y",
            "PT1e9S",
            "PT9223372036854775807S",
            "PT99999999999999999999S",
            "P106751991167300D",
            "PT0.0000000001S",
            "%00",
            "%ed%a0%80",
            "%F0%9F%98%80",
            "%ZZ",
            "a%0d%0ab",
            "null",
            "..",
            "x".repeat(3000));
    private static final List<String> JSONS = List.of(
            "null",
            "true",
            "0",
            "-0",
            "-1",
            "0.5",
            "1e-400",
            "1e400",
            "-1e400",
            "9007199254740993",
            "2147483648",
            "9223372036854775808",
            "-9223372036854775809",
            "123456789012345678901234567890",
            LONG_NUMBER,
            "-" + LONG_NUMBER + "0",
            "1." + "0".repeat(900) + "1",
            "9".repeat(1001),
            "1e2147483648",
            "1E+99999999999",
            "NaN",
            "\"\"",
            "\"x\"",
            "\"NaN\"",
            "\"1e400\"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\uD83D\\uDE00\"",
            "\"\\u202e\\u0085\"",
            "\"P106751991167300D\"",
            "\"PT99999999999999999999S\"",
            "\"" + "x".repeat(5000) + "\"",
            "[]",
            "[null]",
            "[[]]",
            "{}",
            "{\"\":{}}",
            "{\"a\":1,\"a\":2}",
            "[".repeat(40) + "]".repeat(40),
            "[".repeat(2000),
            "{\"kind\":null}",
            "{\"kind\":\"x\",\"y\":1e400}");

    private final SplittableRandom random;
    private final List<Call> calls = new ArrayList<>();

    /** What stands for the variables of paths, and who may ask: tokens by role. */
    record Scene(String client, String admin, Map<String, String> variables, Map<String, byte[]> bodies) {}

    /** A request as it is sent; where its body is cut short, the rest never comes. */
    record Odd(byte[] bytes, String method) {
        @Override
        public String toString() {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return (text.length() > 700 ? text.substring(0, 700) + "… of " + text.length() : text)
                    .replace("\r\n", "⏎")
                    .chars()
                    .mapToObj(c -> c < ' ' ? "\\x%02x".formatted(c) : Character.toString(c))
                    .collect(Collectors.joining());
        }
    }

    private record Call(String method, String path, List<String> types) {}

    OddRequests(JsonNode description, long seed) {
        this.random = new SplittableRandom(seed);
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(call -> {
                    List<String> types = new ArrayList<>(
                            call.getValue().path("requestBody").path("content").propertyNames());
                    calls.add(new Call(call.getKey().toUpperCase(Locale.ROOT), path.getKey(), types));
                }));
    }

    /** The next request. */
    Odd next(Scene scene) {
        Call call = pick(calls);
        String type = call.types().isEmpty() ? "" : pick(call.types());
        String method = call.method();
        String path = filled(call.path(), scene.variables());
        String query = "";
        byte[] body = scene.bodies()
                .getOrDefault(
                        call.path() + " " + type,
                        call.types().isEmpty() ? new byte[0] : "{}".getBytes(StandardCharsets.UTF_8));
        Map<String, List<String>> headers = headers(scene, type);
        for (int odd = 1 + random.nextInt(3); odd > 0; odd--) {
            switch (random.nextInt(8)) {
                case 0 -> method = pick(METHODS);
                case 1 -> path = oddPath(path);
                case 2 -> query += (query.isEmpty() ? "?" : "&") + pick(QUERIES) + "=" + pick(QUERY_VALUES);
                case 3, 4 ->
                    headers.computeIfAbsent(pick(HEADERS), name -> new ArrayList<>())
                            .add(pick(VALUES));
                case 5 -> headers.put(pick(HEADERS), new ArrayList<>(List.of(pick(VALUES))));
                default -> body = type.contains("json") ? oddJson(body) : oddBytes(body);
            }
        }
        return new Odd(request(method, path + query, headers, body), method);
    }

    private Map<String, List<String>> headers(Scene scene, String type) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Host", new ArrayList<>(List.of("localhost")));
        headers.put("Connection", new ArrayList<>(List.of("close")));
        int who = random.nextInt(8);
        if (who > 0) {
            headers.put(
                    "Authorization", new ArrayList<>(List.of("Bearer " + (who < 4 ? scene.client() : scene.admin()))));
        }
        if (!type.isEmpty()) {
            headers.put("Content-Type", new ArrayList<>(List.of(type)));
        }
        return headers;
    }

    private byte[] request(String method, String target, Map<String, List<String>> headers, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        if (body.length > 0 && !headers.containsKey("Transfer-Encoding")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private String oddPath(String path) {
        String[] segments = path.split("/", -1);
        segments[random.nextInt(segments.length)] = pick(SEGMENTS);
        return (random.nextInt(10) == 0 ? "/" : "") + String.join("/", segments);
    }

    /** The JSON with one member odd, one more, or no JSON any longer. */
    private byte[] oddJson(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        int how = random.nextInt(10);
        if (how == 0) {
            return pick(JSONS).getBytes(StandardCharsets.UTF_8);
        }
        if (how == 1) {
            return oddBytes(body);
        }
        JsonNode tree = tree(text);
        if (!tree.isObject()) {
            return oddBytes(body);
        }
        List<String> values = leaves(tree);
        if (how == 2 || values.isEmpty()) {
            return ("{\"x\":" + pick(JSONS) + (tree.isEmpty() ? "}" : "," + text.substring(1)))
                    .getBytes(StandardCharsets.UTF_8);
        }
        String old = pick(values);
        int at = text.indexOf(old, text.indexOf(':'));
        return at < 0
                ? body
                : (text.substring(0, at) + pick(JSONS) + text.substring(at + old.length()))
                        .getBytes(StandardCharsets.UTF_8);
    }

    /** What is no JSON any longer counts as null. */
    private static JsonNode tree(String text) {
        try {
            return ProtocolJson.lenient().readTree(text);
        } catch (JacksonException odd) {
            return ProtocolJson.lenient().nullNode();
        }
    }

    private static List<String> leaves(JsonNode tree) {
        List<String> leaves = new ArrayList<>();
        for (JsonNode child : tree) {
            leaves.add(child.toString());
            leaves.addAll(leaves(child));
        }
        return leaves;
    }

    private byte[] oddBytes(byte[] body) {
        if (body.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        byte[] odd = body.clone();
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(odd, random.nextInt(odd.length));
            case 1 -> Arrays.copyOf(odd, odd.length + 1 + random.nextInt(100));
            case 2 -> {
                random.nextBytes(odd);
                yield odd;
            }
            default -> {
                odd[random.nextInt(odd.length)] ^= (byte) (1 << random.nextInt(8));
                yield odd;
            }
        };
    }

    private static String filled(String path, Map<String, String> variables) {
        String filled = path;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        return filled;
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String many(String format, int count) {
        return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining(","));
    }
}
