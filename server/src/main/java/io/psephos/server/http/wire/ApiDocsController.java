package io.psephos.server.http.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The call that returns the OpenAPI description. */
@RestController
final class ApiDocsController {
    private static final String TEXT = "/io/psephos/server/openapi.json";

    private final byte[] text = read();

    @Open
    @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] text() {
        return text.clone();
    }

    private static byte[] read() {
        try (InputStream stream = ApiDocsController.class.getResourceAsStream(TEXT)) {
            return Objects.requireNonNull(stream, TEXT + " is missing").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
