package io.psephos.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.psephos.protocol.JobSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The architecture rules of one root package, so that broken examples can be checked too. */
final class HouseRules {
    /** Allowed dependencies of modules: the table of ARCHITECTURE.md. */
    private static final Map<String, List<String>> MAY_SEE = new LinkedHashMap<>();

    static {
        MAY_SEE.put("protocol", List.of());
        MAY_SEE.put("compression", List.of("protocol"));
        MAY_SEE.put("privacy", List.of("protocol", "compression"));
        MAY_SEE.put("aggregation", List.of("protocol", "compression"));
        MAY_SEE.put("robustness", List.of("protocol", "compression", "aggregation"));
        MAY_SEE.put("coordinator", List.of("protocol", "compression", "privacy", "aggregation", "robustness"));
        MAY_SEE.put("learning", List.of("protocol"));
        MAY_SEE.put(
                "hosting", List.of("protocol", "compression", "aggregation", "robustness", "coordinator", "learning"));
        MAY_SEE.put("client", List.of("protocol", "compression", "privacy"));
        MAY_SEE.put(
                "server", List.of("protocol", "compression", "aggregation", "robustness", "coordinator", "hosting"));
        MAY_SEE.put(
                "simulation",
                List.of(
                        "protocol",
                        "compression",
                        "privacy",
                        "aggregation",
                        "robustness",
                        "coordinator",
                        "client",
                        "learning",
                        "hosting"));
        MAY_SEE.put("samples", List.of("protocol", "client"));
    }

    /** Allowed dependencies of packages that see less than their module does. */
    private static final Map<String, List<String>> ROOM_MAY_SEE = new LinkedHashMap<>();

    static {
        ROOM_MAY_SEE.put("protocol.state", List.of());
        ROOM_MAY_SEE.put("aggregation.stage", List.of("protocol", "compression", "aggregation"));
        ROOM_MAY_SEE.put("coordinator.jobfile", List.of("protocol", "robustness"));
        ROOM_MAY_SEE.put(
                "coordinator.plan",
                List.of(
                        "protocol",
                        "compression",
                        "privacy",
                        "aggregation",
                        "robustness",
                        "coordinator.cohort",
                        "coordinator.model"));
        ROOM_MAY_SEE.put("client.update", List.of("protocol", "compression", "privacy"));
    }

    private static final List<String> PLAIN = List.of(
            "protocol",
            "compression",
            "privacy",
            "aggregation",
            "robustness",
            "coordinator",
            "learning",
            "hosting",
            "client");

    private final String root;

    HouseRules(String root) {
        this.root = root;
    }

    /** One rule a module. */
    Map<String, ArchRule> moduleRules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        MAY_SEE.forEach((module, seen) -> rules.put(module, maySeeOnly(module, seen)));
        return rules;
    }

    /** One rule a room. */
    Map<String, ArchRule> roomRules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        ROOM_MAY_SEE.forEach((room, seen) -> rules.put(room, maySeeOnly(room, seen)));
        return rules;
    }

    private ArchRule maySeeOnly(String place, List<String> seen) {
        List<String> allowed = new ArrayList<>(List.of(tree(place)));
        seen.forEach(other -> allowed.add(tree(other)));
        DescribedPredicate<JavaClass> foreign =
                resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed.toArray(String[]::new))));
        return noClasses()
                .that()
                .resideInAPackage(tree(place))
                .should(dependOnClassesThat(foreign.as("are of the house but not in " + allowed)));
    }

    /** Whoever runs rounds asks the policy of the job what follows from its mode. */
    ArchRule onlyThePolicyAsksForTheMode() {
        return noClasses()
                .that()
                .resideInAPackage(tree("coordinator"))
                .and()
                .resideOutsideOfPackages(tree("coordinator.plan"), tree("coordinator.jobfile"))
                .should()
                .callMethod(JobSpec.Schedule.class, "isSynchronous")
                .orShould()
                .callMethod(JobSpec.Schedule.class, "mode");
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    ArchRule plainModulesKnowNoFramework() {
        return noClasses()
                .that()
                .resideInAnyPackage(PLAIN.stream().map(this::tree).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "reactor..",
                        "io.netty..",
                        "org.slf4j..",
                        "org.apache.logging..",
                        "org.apache.commons.logging..",
                        "java.util.logging..");
    }

    ArchRule onlyStorageSpeaksSql() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(tree("server.storage"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "org.springframework.jdbc..", "com.zaxxer..", "org.h2..");
    }

    ArchRule onlyTheRimIsReactive() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(tree("server"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("reactor..");
    }

    ArchRule configurationFlowsInward() {
        return noClasses()
                .that()
                .resideInAnyPackage(tree("server.http"), tree("server.security"), tree("server.storage"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(tree("server.config"));
    }

    ArchRule codecsKeepTheirBits() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(tree("compression"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(tree("compression.bits"));
    }

    /** Apps, simulations and attackers make updates in the same place. */
    ArchRule updatesAreMadeInOnePipeline() {
        return noClasses()
                .that()
                .resideInAnyPackage(tree("client"), tree("simulation"), tree("cli"))
                .and()
                .resideOutsideOfPackage(tree("client.update"))
                .should(dependOnClassesThat(name(root + ".compression.Compressor")
                        .or(name(root + ".compression.CompressorWithMemory"))
                        .or(name(root + ".compression.ErrorFeedback"))
                        .or(name(root + ".compression.Momentum"))
                        .or(name(root + ".compression.builtin.UpdateFrames"))
                        .as("make updates, which " + root + ".client.update does")));
    }

    /** A database's connections and an HTTP client are what tests may mock: they fail in ways that nothing else can be made to. */
    ArchRule mocksStandAtForeignEdges() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(root + ".server.storage", root + ".client")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mockito..");
    }

    /** What mocks names no class of ours, so that it mocks none. */
    ArchRule mocksAreOfForeignTypes() {
        DescribedPredicate<JavaClass> mocks = DescribedPredicate.describe(
                "mock",
                type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(to -> to.getTargetClass().getPackageName().startsWith("org.mockito")));
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and(mocks)
                .should(new ArchCondition<>("name no class of " + root) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getReferencedClassObjects().stream()
                                .filter(named ->
                                        named.getRawType().getPackageName().startsWith(root + "."))
                                .forEach(named -> events.add(SimpleConditionEvent.violated(
                                        type,
                                        type.getName() + " names "
                                                + named.getRawType().getName() + ".class")));
                    }
                });
    }

    ArchRule clientsNeverCarryAccounting() {
        return noClasses()
                .that()
                .resideInAPackage(tree("client"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(tree("privacy.accounting"));
    }

    /** Noise and coins come in through constructors; nobody reaches for a shared or guessable source. */
    ArchRule noHiddenRandomness() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .callMethod(Math.class, "random");
    }

    /** Rounds live by the time that they were given. */
    ArchRule noHiddenClock() {
        return noClasses()
                .that()
                .resideInAnyPackage(PLAIN.stream().map(this::tree).toArray(String[]::new))
                .and(not(simpleName("SystemTime")))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC");
    }

    ArchRule everyPackageSaysWhatItHolds() {
        return all(packages()).should(beNullMarkedByTheirPackageInfo());
    }

    ArchRule noDoubtfulNames() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameStartingWith("Base");
    }

    ArchRule controllersAreControllers() {
        return classes()
                .that()
                .resideInAPackage(tree("server.http"))
                .and()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .beAnnotatedWith(RestController.class);
    }

    /** Without it the framework picks a type where a request has no Accept. Answers without a body need none. */
    ArchRule controllersDeclareWhatTheyProduce() {
        return methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(tree("server.http"))
                .and()
                .areMetaAnnotatedWith(RequestMapping.class)
                .should(declareWhatTheyProduce());
    }

    ArchRule callsOfDevicesAndOperatorsAreApart(String caller, String other) {
        return noClasses()
                .that()
                .resideInAPackage(tree("server.http." + caller))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(tree("server.http." + other));
    }

    ArchRule theWireKnowsNobodysCalls() {
        return noClasses()
                .that()
                .resideInAPackage(tree("server.http.wire"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(tree("server.http.device"), tree("server.http.operator"));
    }

    private String tree(String module) {
        return root + "." + module + "..";
    }

    private AbstractClassesTransformer<JavaPackage> packages() {
        return new AbstractClassesTransformer<>("packages of " + root) {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses imported) {
                return imported.stream()
                        .filter(type -> type.getPackageName().startsWith(root + "."))
                        .map(JavaClass::getPackage)
                        .distinct()
                        .toList();
            }
        };
    }

    private static ArchCondition<JavaPackage> beNullMarkedByTheirPackageInfo() {
        return new ArchCondition<>("have a package-info with @NullMarked") {
            @Override
            public void check(JavaPackage item, ConditionEvents events) {
                boolean marked = item.tryGetAnnotationOfType(NullMarked.class).isPresent();
                events.add(new SimpleConditionEvent(
                        item, marked, item.getName() + (marked ? " is" : " is not") + " null-marked"));
            }
        };
    }

    private static ArchCondition<JavaMethod> declareWhatTheyProduce() {
        return new ArchCondition<>("declare what they produce, or answer 204 and nothing else") {
            @Override
            public void check(JavaMethod item, ConditionEvents events) {
                boolean declared = produces(item) || produces(item.getOwner()) || answersWithoutBody(item);
                events.add(new SimpleConditionEvent(
                        item,
                        declared,
                        item.getFullName() + (declared ? " declares" : " does not declare") + " what it produces"));
            }
        };
    }

    private static boolean produces(HasAnnotations<?> mapped) {
        return mapped.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isEquivalentTo(RequestMapping.class)
                        || annotation.getRawType().isAnnotatedWith(RequestMapping.class))
                .anyMatch(mapping -> mapping.get("produces")
                        .map(types -> ((String[]) types).length > 0)
                        .orElse(false));
    }

    private static boolean answersWithoutBody(JavaMethod method) {
        return method.tryGetAnnotationOfType(ResponseStatus.class)
                .filter(status -> status.value() == HttpStatus.NO_CONTENT)
                .isPresent();
    }
}
