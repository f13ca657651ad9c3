package io.psephos.coordinator.round;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Population;
import io.psephos.protocol.ClientId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A population whose clients are active until they are removed. */
public final class TestPopulation implements Population {
    private final Map<ClientId, Participant> living = new ConcurrentHashMap<>();

    /** Clients 0 to {@code size - 1}, in group {@code default}. */
    public static TestPopulation of(int size) {
        TestPopulation population = new TestPopulation();
        IntStream.range(0, size).mapToObj(TestPopulation::client).forEach(population::join);
        return population;
    }

    /** Client number n, whose token fixed the name {@code edge-n}. */
    public static Participant client(int number) {
        return new Participant(new ClientId("c-" + number), "default", "edge-" + number, Set.of(), Integer.MAX_VALUE);
    }

    public void join(Participant client) {
        living.put(client.id(), client);
    }

    public void leave(Participant client) {
        living.remove(client.id());
    }

    @Override
    public boolean anyoneBut(Set<ClientId> asked, Predicate<Participant> fits) {
        return living.values().stream().anyMatch(client -> !asked.contains(client.id()) && fits.test(client));
    }
}
