package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.server.config.SettingsCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator has set and nothing reads, or reads otherwise than meant, ends the start with key and reason. */
class SettingsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    psephos: {limits: {model-uplaod: 2GB}}    | psephos.limits.model-uplaod is no setting | psephos.limits has
                    psephos: {prot: 18486}                    | psephos.prot is no setting                | psephos has
                    limits: {stall: 30s}                      | limits.stall is no setting                | psephos.limits.stall is
                    stall: 30s                                | stall is no setting                       | psephos.limits.stall is
                    port: 9000                                | port is no setting                        | psephos.port is
                    server: {port: 9000}                      | server.port is no setting                 | psephos.port is
                    server: {ssl: {key-stroe: x}}             | server.ssl.key-stroe is no setting        | line 1
                    server: {http2: {enabled: true}}          | server.http2.enabled is no setting        | line 1
                    spring: {datasource: {url: x}}            | spring.datasource.url is no setting       | line 1
                    psephos: {limits: {stall: 30}}            | psephos.limits.stall needs a unit         | was 30
                    psephos: {access-token: 15}               | psephos.access-token needs a unit         | was 15
                    psephos: {limits: {modelCache: 256}}      | psephos.limits.modelCache needs a unit    | was 256
                    psephos: {limits: {model-upload: 3GB}}    | psephos.limits.model-upload must be       | was 3221225472B
                    psephos: {limits: {model-upload: 0B}}     | psephos.limits.model-upload must be       | was 0B
                    psephos: {limits: {json-body: huge}}      | psephos.limits.json-body cannot be read   | was huge
                    psephos: {limits: {stall: soon}}          | psephos.limits.stall cannot be read       | was soon
                    psephos: {limits: {stall: -3s}}           | psephos.limits.stall must be above 0      | was PT-3S
                    psephos: {port: eighty}                   | psephos.port cannot be read               | was eighty
                    psephos: {port: 70000}                    | psephos.port must be 0 to 65535           | was 70000
                    psephos: {durability: forever}            | psephos.durability cannot be read         | one of memory, process-crash, power-loss
                    psephos: {access-token: 0s}               | psephos.access-token must be above 0      | was PT0S
                    psephos: {reputation: {quarantine-below: 5}} | psephos.reputation.quarantine-below must be 0 to 1 | was 5.0
                    psephos: {allow-insecure-http: perhaps}   | psephos.allow-insecure-http cannot be read | true or false
                    """)
    void aSettingThatDoesNothingOrDoesNotFitIsRefused(String yaml, String reason, String more) throws IOException {
        assertThatThrownBy(() -> start(yaml))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the server did not start: ")
                .hasMessageContaining(reason)
                .hasMessageContaining(more)
                .hasMessageNotContaining("springframework")
                .hasMessageNotContaining("java.");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> start("psephos:\n  prot: 1\n  limits:\n    stall: 30\n"))
                .hasMessageContaining("psephos.prot")
                .hasMessageContaining("psephos.limits.stall")
                .hasMessageContaining("line 2")
                .hasMessageContaining("line 4");
    }

    @Test
    void whatWorksIsTaken() throws IOException {
        try (PsephosServer server = start("""
                psephos:
                  port: 0
                  limits: {stall: 20s, modelUpload: 2MB}
                  durability: memory
                logging:
                  level: {io.psephos: warn, "[org.h2]": error}
                  structured: {format: {console: ecs}}
                server: {netty: {idle-timeout: 60s}}
                management: {endpoint: {health: {show-details: never}}}
                """)) {
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void aCertificateThatIsSwitchedOffOpensNoAddress() {
        assertThatThrownBy(() -> start("""
                        psephos: {address: 0.0.0.0}
                        server: {ssl: {enabled: false, certificate: "none.pem", certificate-private-key: "none.key"}}
                        """)).hasMessageContaining("will not listen at 0.0.0.0 in plain HTTP");
    }

    /** What is not checked, as variables of the environment, has no say in it either. */
    @Test
    void nothingMakesItSpeakHttp2() throws Exception {
        System.setProperty("server.http2.enabled", "true");
        try (PsephosServer server = start("psephos: {port: 0, durability: memory}");
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            URI jobs = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/jobs");
            assertThat(http.send(HttpRequest.newBuilder(jobs).build(), BodyHandlers.discarding())
                            .version())
                    .isEqualTo(HttpClient.Version.HTTP_1_1);
        } finally {
            System.clearProperty("server.http2.enabled");
        }
    }

    @Test
    void everySettingIsOnThePage() throws IOException {
        String page = Files.readString(Path.of("../docs/server.md"));

        assertThat(SettingsCheck.ownKeys())
                .hasSizeGreaterThan(20)
                .allSatisfy(key -> assertThat(page).contains("`" + key.substring("psephos.".length()) + "`"));
    }

    private PsephosServer start(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("server.yaml"), yaml);
        return PsephosServer.start(ServerOptions.defaults().configuration(file).data(folder.resolve("data")));
    }
}
