package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.json.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What captive portals, gateways, caches and other servers answer in a server's place, by name. */
final class ForeignAnswers {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String PAGE = "<html>please accept the terms of this network</html>";

    /** Every member that a client looks for, each null. */
    private static final String NULLS = """
            {"assignment": null, "job": null, "round": null, "fate": null, "code": null, "layout": null, "links": null,
             "modelVersion": null, "training": null, "codec": null, "privacy": null, "access_token": null,
             "token_type": null, "expires_in": null, "clientId": null, "issuer": null, "tokenEndpoint": null,
             "token_endpoint": null}""";

    private ForeignAnswers() {}

    static Map<String, Fault> all() {
        Map<String, Fault> all = new LinkedHashMap<>();
        for (int status : new int[] {200, 201, 202, 400, 401, 403, 404, 407, 409, 410, 413, 422, 500, 502, 503, 511}) {
            all.put(status + " with a page", Fault.foreign(status, HTML, PAGE));
        }
        for (int status : new int[] {301, 302, 304, 307, 308}) {
            all.put(status + " to a portal", with("Location", "http://portal.invalid/", status, "", ""));
        }
        all.put("404 with text", Fault.foreign(404, "text/plain", "page not found\n"));
        all.put("401 for a proxy's password", with("WWW-Authenticate", "Basic realm=\"x\"", 401, HTML, PAGE));
        all.put("a day's pause", with("Retry-After", "86400", 503, HTML, PAGE));
        all.put("200 with nothing", Fault.foreign(200, "", ""));
        all.put("202 with nothing", Fault.foreign(202, JSON, ""));
        all.put("206 with text", Fault.foreign(206, "text/plain", "part"));
        jsons(all);
        problems(all);
        bodies(all);
        return all;
    }

    private static void jsons(Map<String, Fault> all) {
        for (String body :
                new String[] {"{}", "[]", "null", "7", "\"ok\"", "{\"status\": \"ok\"}", "{\"assignment\":"}) {
            all.put("200 with " + body, Fault.foreign(200, JSON, body));
        }
        all.put("200 with nulls", Fault.foreign(200, JSON, NULLS));
        all.put("202 with nulls", Fault.foreign(202, JSON, NULLS));
        all.put("another assignment's receipt", receipt(new AssignmentId("a-77"), Offers.JOB, Fate.ACCEPTED));
        all.put("another job's receipt", receipt(new AssignmentId("a-0"), new JobId("j-77"), Fate.ACCEPTED));
        all.put(
                "a receipt as a page",
                Fault.foreign(
                        202, HTML, "{\"assignment\":\"a-0\",\"job\":\"j-1\",\"round\":0," + "\"fate\":\"accepted\"}"));
        all.put(
                "a token that no header can hold",
                Fault.foreign(
                        200,
                        JSON,
                        "{\"access_token\": \"a\\r\\nb\"," + " \"token_type\": \"Bearer\", \"expires_in\": 900}"));
    }

    private static void problems(Map<String, Fault> all) {
        all.put("a problem without a code", Fault.foreign(404, PROBLEM, "{\"type\":\"about:blank\",\"status\":404}"));
        all.put("a problem of another protocol", Fault.foreign(404, PROBLEM, "{\"status\":404,\"code\":\"no-route\"}"));
        all.put("a code as plain JSON", Fault.foreign(410, JSON, "{\"status\":410,\"code\":\"job-ended\"}"));
        all.put("a code under another status", Fault.foreign(404, PROBLEM, "{\"code\":\"job-ended\"}"));
        all.put("a code that is a number", Fault.foreign(404, PROBLEM, "{\"status\":404,\"code\":404}"));
        all.put("a problem that is no JSON", Fault.foreign(404, PROBLEM, PAGE));
    }

    private static void bodies(Map<String, Fault> all) {
        byte[] zipped = gzip(NULLS);
        Map<String, String> encoding = Map.of("Content-Encoding", "gzip");
        for (String type : new String[] {
            JSON, "application/x-safetensors", "application/vnd.psephos.delta",
        }) {
            all.put("gzip as " + type, new Fault.Foreign(200, type, encoding, zipped, zipped.length));
        }
        byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
        all.put("a page that is cut", new Fault.Foreign(200, HTML, Map.of(), page, 1_000));
        byte[] half = "{\"assignment\":\"a-0\"".getBytes(StandardCharsets.UTF_8);
        all.put("JSON that is cut", new Fault.Foreign(202, JSON, Map.of(), half, 1_000));
    }

    private static Fault receipt(AssignmentId assignment, JobId job, Fate fate) {
        Receipt receipt = new Receipt(assignment, job, 0, fate, null);
        return Fault.foreign(200, JSON, ProtocolJson.strict().writeValueAsString(receipt));
    }

    private static Fault with(String header, String value, int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Fault.Foreign(status, type, Map.of(header, value), bytes, bytes.length);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
