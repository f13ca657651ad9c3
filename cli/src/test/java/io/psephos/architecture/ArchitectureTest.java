package io.psephos.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the architecture rules, each of which is also shown to fail on a broken example. */
class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.psephos");
    private static final JavaClasses TESTS = new ClassFileImporter().importLocations(locationsOfTests());
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages("broken");

    static Stream<Map.Entry<String, ArchRule>> rulesOfTheHouse() {
        return rules("io.psephos").entrySet().stream();
    }

    static Stream<Map.Entry<String, ArchRule>> rulesOfTheBrokenHouse() {
        return rules("broken").entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesOfTheHouse")
    void theHouseKeeps(Map.Entry<String, ArchRule> rule) {
        rule.getValue().check(HOUSE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesOfTheBrokenHouse")
    void theBrokenHouseIsCaughtBy(Map.Entry<String, ArchRule> rule) {
        assertThatThrownBy(() -> rule.getValue().check(BROKEN))
                .as(rule.getKey())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken.");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesOfTests")
    void theTestsKeep(Map.Entry<String, Function<HouseRules, ArchRule>> rule) {
        rule.getValue().apply(new HouseRules("io.psephos")).check(TESTS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesOfTests")
    void brokenTestsAreCaughtBy(Map.Entry<String, Function<HouseRules, ArchRule>> rule) {
        assertThatThrownBy(() -> rule.getValue().apply(new HouseRules("broken")).check(BROKEN))
                .as(rule.getKey())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken.");
    }

    @Test
    void theTestsOfOtherModulesWereLookedAt() {
        assertThat(TESTS.contain("io.psephos.server.storage.FaultySource")).isTrue();
        assertThat(TESTS.contain(ArchitectureTest.class)).isTrue();
    }

    @Test
    void theWholeHouseWasLookedAt() {
        for (String module : new HouseRules("io.psephos").moduleRules().keySet()) {
            if (!module.equals("samples")) {
                assertThat(HOUSE.stream().anyMatch(type -> type.getPackageName().startsWith("io.psephos." + module)))
                        .as("classes of module " + module)
                        .isTrue();
            }
        }
    }

    static Stream<Map.Entry<String, Function<HouseRules, ArchRule>>> rulesOfTests() {
        return Stream.of(
                Map.entry("mocks stand at foreign edges", HouseRules::mocksStandAtForeignEdges),
                Map.entry("mocks are of foreign types", HouseRules::mocksAreOfForeignTypes));
    }

    /** What is on the class path, and the tests of all modules that were built. */
    private static Set<Location> locationsOfTests() {
        Set<Location> locations = new HashSet<>(Locations.ofPackage("io.psephos"));
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            modules.map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .map(Location::of)
                    .forEach(locations::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return locations;
    }

    private static Map<String, ArchRule> rules(String root) {
        HouseRules house = new HouseRules(root);
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        house.moduleRules().forEach((module, rule) -> {
            // Samples are programs of their own: this test cannot see them, Maven keeps their row.
            if (!module.equals("samples")) {
                rules.put("module " + module, rule);
            }
        });
        house.roomRules().forEach((room, rule) -> rules.put("room " + room, rule));
        rules.put("only the policy asks for the mode", house.onlyThePolicyAsksForTheMode());
        rules.put("no cycles", house.noCycles());
        rules.put("plain modules know no framework", house.plainModulesKnowNoFramework());
        rules.put("only storage speaks SQL", house.onlyStorageSpeaksSql());
        rules.put("only the rim is reactive", house.onlyTheRimIsReactive());
        rules.put("configuration flows inward", house.configurationFlowsInward());
        rules.put("codecs keep their bits", house.codecsKeepTheirBits());
        rules.put("updates are made in one pipeline", house.updatesAreMadeInOnePipeline());
        rules.put("clients never carry accounting", house.clientsNeverCarryAccounting());
        rules.put("no hidden randomness", house.noHiddenRandomness());
        rules.put("no hidden clock", house.noHiddenClock());
        rules.put("every package says what it holds", house.everyPackageSaysWhatItHolds());
        rules.put("no doubtful names", house.noDoubtfulNames());
        rules.put("controllers are controllers", house.controllersAreControllers());
        rules.put("controllers declare what they produce", house.controllersDeclareWhatTheyProduce());
        rules.put("devices' calls know no operators'", house.callsOfDevicesAndOperatorsAreApart("device", "operator"));
        rules.put("operators' calls know no devices'", house.callsOfDevicesAndOperatorsAreApart("operator", "device"));
        rules.put("the wire knows nobody's calls", house.theWireKnowsNobodysCalls());
        return rules;
    }
}
