package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.json.ProtocolJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The bill of materials beside the runnable jar. Run at {@code verify}: both are made after the tests. */
class BillOfMaterialsCheck {
    private static final Path TARGET = Path.of("target");

    private final JsonNode bill;

    BillOfMaterialsCheck() throws Exception {
        bill = ProtocolJson.lenient().readTree(Files.readAllBytes(TARGET.resolve("psephos.cdx.json")));
    }

    @Test
    void isCycloneDxThatTheSameSourcesMakeAgain() {
        assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(bill.path("specVersion").asString()).isEqualTo("1.6");
        assertThat(bill.path("metadata").path("component").path("name").asString())
                .isEqualTo("psephos-cli");
        assertThat(bill.has("serialNumber")).isFalse();
        assertThat(bill.path("metadata").has("timestamp")).isFalse();
    }

    @Test
    void namesWhatPeopleLookFor() {
        assertThat(licences("org.springframework", "spring-webflux")).containsExactly("Apache-2.0");
        assertThat(licences("com.h2database", "h2")).contains("MPL-2.0").hasSize(2);
        assertThat(bill.path("components").values())
                .allSatisfy(component ->
                        assertThat(component.path("licenses").size()).isPositive());
    }

    @Test
    void namesEveryJarThatTheCommandLoadsAndNoOther() throws Exception {
        List<String> loaded = new ArrayList<>();
        try (JarFile command = new JarFile(TARGET.resolve("psephos.jar").toFile())) {
            String path = command.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String jar : path.split(" ")) {
                byte[] bytes = Files.readAllBytes(TARGET.resolve(jar));
                loaded.add(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            }
        }
        assertThat(bill.path("components").values().stream().map(BillOfMaterialsCheck::sha256))
                .containsExactlyInAnyOrderElementsOf(loaded);
    }

    private List<String> licences(String group, String name) {
        return bill.path("components").values().stream()
                .filter(component -> component.path("group").asString().equals(group)
                        && component.path("name").asString().equals(name))
                .flatMap(component -> component.path("licenses").values().stream())
                .map(entry -> entry.path("license"))
                .map(licence -> licence.path("id").asString(licence.path("name").asString("")))
                .toList();
    }

    private static String sha256(JsonNode component) {
        return component.path("hashes").values().stream()
                .filter(hash -> hash.path("alg").asString().equals("SHA-256"))
                .map(hash -> hash.path("content").asString())
                .findFirst()
                .orElse("none");
    }
}
