package io.psephos.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that every row of the protocol's tables has a test that names it, and that no test names an unknown row. */
class ProtocolRowsTest {
    private static final Path ROOT = Path.of("..");
    private static final String TABLES = """
            Some text | with a bar.

            | call | meaning |
            |---|---|
            | `POST · GET /api/v1/things?a=B[&c=D]`, `DELETE …/{id}` | → 204 |
            | `GET …/{id}/{parts,whole}` · `GET /api/v1/others` ⏳ | (⏳ whole) both |
            | `PUT/GET /api/v1/later` | ⏳ comes |

            | status | codes |
            |---|---|
            | 400 | `bad, worse ⏳` (shorter than `x`) |
            | 404, 410 | `lost` · `gone` |

            | offset | bytes | field |
            |---|---|---|
            | 0 | 4 | magic |

            | scheme | payload |
            |---|---|
            | 0 `plain` | d |
            | 1 `odd` ⏳ | later |
            | 2… | one a scheme |

            | key | values |
            |---|---|
            | `net` | `flat, deep ⏳` (`{x}`: where \\|u\\| is; then), `wide`; and what `else` adds |
            | `ties` · `decay` | `zero, coin` (a `b` (c `d`)) · `{linear: a}`: with `t` |

            | `action` | `detail` |
            |---|---|
            | `made, lost ⏳` · `left` | none |

            | command | what it does |
            |---|---|
            | `psephos run [--engine a\\|b ⏳]` | runs |
            | `psephos rest` ⏳ | rests |
            """;

    @Test
    void everyRowHasATestAndEveryNameARow() throws IOException {
        Map<String, Boolean> rows = ProtocolTables.rows(Files.readString(ROOT.resolve("docs/protocol.md")));
        Map<String, Set<String>> tests = NamingTests.under(ROOT);
        rows.forEach((row, stands) -> System.out.printf(
                "%-62s %s%n", row, stands ? String.join(", ", tests.getOrDefault(row, Set.of())) : "later"));

        assertThat(faults(rows, tests)).isEmpty();
        assertThat(rows).as("all tables were read").hasSizeGreaterThan(120);
    }

    @Test
    void rowsAreTakenApart() {
        assertThat(ProtocolTables.rows(TABLES))
                .containsExactly(
                        Map.entry("POST /api/v1/things", true),
                        Map.entry("GET /api/v1/things", true),
                        Map.entry("DELETE /api/v1/things/{id}", true),
                        Map.entry("GET /api/v1/things/{id}/parts", true),
                        Map.entry("GET /api/v1/things/{id}/whole", false),
                        Map.entry("GET /api/v1/others", false),
                        Map.entry("PUT /api/v1/later", false),
                        Map.entry("GET /api/v1/later", false),
                        Map.entry("400 bad", true),
                        Map.entry("400 worse", false),
                        Map.entry("404 lost", true),
                        Map.entry("410 gone", true),
                        Map.entry("offset 0", true),
                        Map.entry("scheme 0 plain", true),
                        Map.entry("scheme 1 odd", false),
                        Map.entry("net flat", true),
                        Map.entry("net deep", false),
                        Map.entry("net wide", true),
                        Map.entry("ties zero", true),
                        Map.entry("ties coin", true),
                        Map.entry("decay linear", true),
                        Map.entry("action made", true),
                        Map.entry("action lost", false),
                        Map.entry("action left", true),
                        Map.entry("psephos run", true),
                        Map.entry("psephos rest", false));
    }

    @Test
    void whatIsNamedWronglyOrNotAtAllIsFound(@TempDir Path root) throws IOException {
        write(root, "a", "OneTest", "@Row({\"GET /one\", \"GET /gone\"}) @Test void one() {}");
        write(root, "b", "TwoTest", "@Test @io.psephos.protocol.Row(\"GET /later\") void two() {}");
        Map<String, Set<String>> tests = NamingTests.under(root);

        assertThat(tests).containsEntry("GET /one", Set.of("OneTest.one"));
        assertThat(faults(Map.of("GET /one", true, "GET /two", true, "GET /later", false), tests))
                .containsExactlyInAnyOrder(
                        "GET /two has no test that names it",
                        "GET /gone is no row, but OneTest.one names it",
                        "GET /later does not stand yet, but TwoTest.two names it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Row(\"GET /one\") void helper() {}",
                "@Row(ONE) @Test void one() {}",
                "@Row(\"GET \" + ONE) @Test void one() {}",
                "@Row(\"GET /one\") static final class Fixture {}"
            })
    void onlyTestsNameRowsAndInFull(String member, @TempDir Path root) throws IOException {
        write(root, "a", "OneTest", member);

        assertThatIllegalArgumentException().isThrownBy(() -> NamingTests.under(root));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| flag | meaning |\n|---|---|\n| `a` | b |\n",
                "| call | meaning |\n|---|---|\n| `get /x` | b |\n",
                "| status | codes |\n|---|---|\n| 404, 410 | `lost` |\n",
                "| status | codes |\n|---|---|\n| 404 | `Lost` |\n",
                "| key | values |\n|---|---|\n| `a` · `b` | `c` |\n",
                "| offset | bytes |\n|---|---|\n| 0 | 1 |\n| 0 | 1 |\n"
            })
    void tablesThatNobodyCanReadAreNotPassedOver(String table) {
        assertThatIllegalArgumentException().isThrownBy(() -> ProtocolTables.rows(table));
    }

    private static List<String> faults(Map<String, Boolean> rows, Map<String, Set<String>> tests) {
        List<String> faults = new ArrayList<>();
        rows.forEach((row, stands) -> {
            if (stands && !tests.containsKey(row)) {
                faults.add(row + " has no test that names it");
            }
        });
        tests.forEach((row, places) -> {
            if (!rows.containsKey(row)) {
                faults.add(row + " is no row, but " + String.join(", ", places) + " names it");
            } else if (!rows.getOrDefault(row, false)) {
                faults.add(row + " does not stand yet, but " + String.join(", ", places) + " names it");
            }
        });
        return faults;
    }

    private static void write(Path root, String module, String type, String member) throws IOException {
        Path folder = Files.createDirectories(root.resolve(module).resolve("src/test/java"));
        Files.writeString(folder.resolve(type + ".java"), "class " + type + " { " + member + " }");
    }
}
