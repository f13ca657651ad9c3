package io.psephos.server.http.device;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The fields of an {@code application/x-www-form-urlencoded} body, each at most once. */
record FormFields(Map<String, String> values) {

    /** Parses a body; empty when it breaks the form's rules. */
    static Optional<FormFields> parse(byte[] body) {
        Map<String, String> values = new HashMap<>();
        try {
            for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                if (!name.isEmpty() && values.put(name, value) != null) {
                    return Optional.empty();
                }
            }
            return Optional.of(new FormFields(values));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
