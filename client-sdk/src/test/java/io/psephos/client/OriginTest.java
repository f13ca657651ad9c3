package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    private final Origin origin = Origin.of(URI.create("https://Example.org/"));

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.org", "https://EXAMPLE.org:443/x/y?z=1", "https://example.org/api/v1/token"})
    void holds(String text) {
        assertThat(origin.holds(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org",
                "https://example.org:8443",
                "https://example.org.evil.net",
                "https://user@example.org",
                "https://evil.net/https://example.org",
                "//example.org",
                "/api",
                "",
                "::"
            })
    void doesNotHold(String text) {
        assertThat(origin.holds(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.org",
                "https://example.org/base",
                "example.org",
                "https://a@b.c",
                "http:///x",
                "http://a:0",
                "http://a:99999"
            })
    void isNoServer(String text) {
        assertThatThrownBy(() -> Origin.of(URI.create(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void linksStayHere() {
        assertThat(origin.resolve("/api/v1/offers").getHost()).isEqualTo("example.org");
        assertThat(origin.resolve("//evil.net/x").getHost()).isEqualTo("example.org");
        assertThatThrownBy(() -> origin.resolve("https://evil.net/")).isInstanceOf(PsephosClientException.class);
        assertThatThrownBy(() -> origin.resolve("@evil.net/")).isInstanceOf(PsephosClientException.class);
        assertThatThrownBy(() -> origin.resolve("/with space")).isInstanceOf(PsephosClientException.class);
    }
}
