package io.psephos.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the POMs say of the modules that an app may carry, and of the plugins that build them. */
class PomsTest {
    private static final Set<String> CARRIED =
            Set.of("protocol", "compression", "privacy", "aggregation", "learning", "client-sdk");

    private Pom root = Pom.of("");

    @BeforeEach
    void reads() {
        root = Pom.of("");
    }

    @Test
    void theRootSaysWhoseItIs() {
        for (String element : List.of("name", "description", "licenses/license/url", "developers/developer/name")) {
            assertThat(root.texts("/project/" + element)).as(element).hasSize(1).doesNotContain("");
        }
    }

    @Test
    void whatAnAppMayCarryHasSourcesAndJavadocBesideIt() {
        List<String> modules = root.texts("/project/modules/module");
        assertThat(modules).containsAll(CARRIED);
        for (String module : modules) {
            Pom pom = Pom.of(module);
            assertThat(pom.texts("/project/name")).as(module).hasSize(1);
            assertThat(pom.texts("/project/description")).as(module).hasSize(1);
            assertThat(pom.texts("/project/properties/psephos.internal"))
                    .as(module)
                    .isEqualTo(CARRIED.contains(module) ? List.of("false") : List.of());
        }
        assertThat(root.texts("/project/properties/psephos.internal")).containsExactly("true");
        assertThat(root.texts("/project/profiles/profile[id='release']//plugin/artifactId"))
                .containsExactly("maven-source-plugin", "maven-javadoc-plugin");
    }

    /** Those that Maven binds by itself, in whichever version it likes. */
    @ParameterizedTest
    @ValueSource(strings = {"clean", "resources", "compiler", "surefire", "jar", "install", "deploy"})
    void theRootChoosesTheVersionsOfWhatMavenBinds(String name) {
        assertThat(managed()).contains("maven-" + name + "-plugin");
    }

    @Test
    void theRootChoosesTheVersionsOfAllOtherPlugins() {
        Stream.concat(Stream.of(""), root.texts("/project/modules/module").stream())
                .forEach(module -> {
                    Pom pom = Pom.of(module);
                    String used = "//plugin[not(ancestor::pluginManagement)]";
                    assertThat(pom.texts(used + "[not(version)]/artifactId"))
                            .as(module)
                            .isSubsetOf(managed());
                    assertThat(pom.texts(used + "/version")).as(module).allSatisfy(version -> {
                        assertThat(version).startsWith("${").endsWith("}");
                        assertThat(root.texts("/project/properties/" + version.substring(2, version.length() - 1)))
                                .as(version)
                                .hasSize(1);
                    });
                });
    }

    /** Plugins that have a version in the root, wherever they are used. */
    private List<String> managed() {
        return Stream.of("/project/build/pluginManagement//plugin[version]", "/project/build/plugins/plugin[version]")
                .flatMap(plugins -> root.texts(plugins + "/artifactId").stream())
                .toList();
    }

    private record Pom(Document document) {
        static Pom of(String module) {
            try {
                return new Pom(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Path.of("..", module, "pom.xml").toFile()));
            } catch (Exception e) {
                throw new IllegalStateException("the POM of " + module + " cannot be read", e);
            }
        }

        List<String> texts(String path) {
            try {
                NodeList nodes = (NodeList)
                        XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
                return IntStream.range(0, nodes.getLength())
                        .mapToObj(i -> nodes.item(i).getTextContent().strip())
                        .collect(Collectors.toList());
            } catch (Exception e) {
                throw new IllegalStateException(path, e);
            }
        }
    }
}
