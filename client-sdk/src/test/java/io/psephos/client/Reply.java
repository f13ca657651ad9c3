package io.psephos.client;

import io.psephos.protocol.json.ProtocolJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer of the stub server. */
record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

    static Reply json(int status, Object body) {
        return new Reply(status, "application/json", ProtocolJson.strict().writeValueAsBytes(body), Map.of());
    }

    static Reply safetensors(byte[] file) {
        return new Reply(200, "application/x-safetensors", file, Map.of());
    }

    static Reply empty(int status) {
        return new Reply(status, "", new byte[0], Map.of());
    }

    static Reply problem(int status, String code, Map<String, Object> members) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", code);
        problem.put("status", status);
        problem.put("code", code);
        problem.put("futureMember", Map.of("x", 1));
        problem.putAll(members);
        byte[] body = ProtocolJson.strict().writeValueAsBytes(problem);
        return new Reply(status, "application/problem+json", body, Map.of());
    }

    static Reply problem(int status, String code) {
        return problem(status, code, Map.of());
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, body, more);
    }
}
