package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.SelectorKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulations of jobs under every selector, from end to end. */
class SelectedSimulationTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    private static final int ROUNDS = 30;
    private static final int CLIENTS = 12;

    /** The reports that clients sent. */
    private final List<ClientReport> reports = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @EnumSource(value = SelectorKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void everySelectorTrains(SelectorKind selector) throws InterruptedException {
        SimulationResult result = run(selector, 1);

        assertThat(result.state()).isEqualTo(JobState.FINISHED);
        assertThat(result.accuracy()).as("chance is 10 %").isGreaterThan(0.6);
        List<StoredRoundSummary> published = result.history().stream()
                .filter(round -> round.state().equals("published"))
                .toList();
        assertThat(published).hasSize(ROUNDS);
        if (selector == SelectorKind.POISSON) {
            assertThat(published.stream().map(StoredRoundSummary::counted)).contains(2, 3, 4);
        } else {
            assertThat(published).allMatch(round -> round.counted() == 3);
        }
        int asked = published.stream().mapToInt(StoredRoundSummary::counted).sum();
        assertThat(reports).hasSize(selector.usesLosses() ? asked : 0).allSatisfy(report -> {
            assertThat(report.values()).containsOnlyKeys("loss");
            assertThat(report.maxAbs()).isEmpty();
        });

        assertThat(run(selector, 3).digest())
                .as("whatever the number of threads")
                .isEqualTo(result.digest());
    }

    @Test
    void theyAskDifferentClients() throws InterruptedException {
        Set<String> digests = new HashSet<>();
        for (SelectorKind selector : Choice.builtIn(SelectorKind.class)) {
            digests.add(run(selector, 2).digest());
        }

        assertThat(digests).hasSize(Choice.builtIn(SelectorKind.class).size());
    }

    private SimulationResult run(SelectorKind selector, int threads) throws InterruptedException {
        reports.clear();
        String roster = IntStream.range(0, CLIENTS).mapToObj(n -> "edge-" + n).collect(Collectors.joining(", "));
        JobSpec spec = JobYaml.parse("""
            model: {net: softmax, layers: [64, 10], seed: 3}
            participants: {roster: [%s], selector: %s}
            schedule: {rounds: %d, cohort: 3}
            training: {epochs: 1, learningRate: 0.05}
            codec: {scheme: float32}
            evaluation: {every: %d}
            simulation: {clients: %d, partition: {dirichlet: 1}, seed: 5}
            """.formatted(roster, selector.word(), ROUNDS, ROUNDS, CLIENTS));
        SimulationParts own = SimulationParts.own();
        SimulationParts listening = new SimulationParts(
                own.stages(), own.trainers(), own.looksOn(), own.frames(), own.ports(), this::listeningTo);
        return new Simulation(spec, DIGITS, threads, listening).run(event -> {});
    }

    private Coordinator listeningTo(Coordinator coordinator) {
        return (Coordinator) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Coordinator.class}, (proxy, method, given) -> {
                    if (method.getName().equals("report")) {
                        reports.add((ClientReport) given[2]);
                    }
                    try {
                        return method.invoke(coordinator, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
