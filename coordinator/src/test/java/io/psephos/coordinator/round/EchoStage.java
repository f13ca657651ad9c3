package io.psephos.coordinator.round;

import io.psephos.aggregation.stage.Need;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.state.NamedState;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stage that uses everything a stage may: clients send counts beside their updates, each version has the sum of all so
 * far beside it, and b of an offer follows from how many were counted. Jobs named {@code echo} have it.
 */
public final class EchoStage implements ServerStage {
    /** What clients send: {@link #WIDTH} whole numbers. */
    public static final String COUNTS = "counts";

    /** What is published: the sum of all counts so far. */
    public static final String ECHO = "echo";

    /** Of how many updates of a round there were counts. */
    public static final String COUNTED = "counted";

    static final int WIDTH = 3;
    static final String TOTAL = "echo/total";

    private static final String SENT = "echo/sent";

    private EchoStage() {}

    /** The stage of a job named {@code echo}. */
    public static Optional<ServerStage> of(JobSpec spec, ParameterLayout layout) {
        return spec.name().equals("echo") ? Optional.of(new EchoStage()) : Optional.empty();
    }

    /** Counts as a client sends them. */
    public static Artefact counts(float... counts) {
        return Artefact.of("n", counts);
    }

    /** The sum that is published. */
    public static float[] sum(Artefact echo) {
        return echo.tensor("sum").orElseThrow();
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.SINGLE_UPDATES);
    }

    @Override
    public Set<String> publishes() {
        return Set.of(ECHO);
    }

    @Override
    public Map<String, ParameterLayout> takes() {
        return Map.of(COUNTS, new ParameterLayout(List.of(new TensorShape("n", List.of(WIDTH)))));
    }

    /** Sums of whole numbers, so that no order of updates makes a difference. */
    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        float[] total = result.state().floats(TOTAL).orElse(new float[WIDTH]).clone();
        Map<ClientId, Double> first = new HashMap<>();
        facts.updates().forEach(accepted -> {
            Artefact counts = accepted.artefacts().get(COUNTS);
            if (counts != null) {
                for (int i = 0; i < WIDTH; i++) {
                    total[i] += counts.values()[i];
                }
                first.put(accepted.update().client(), (double) counts.values()[0]);
            }
        });
        double sent = result.state().number(SENT, 0) + first.size();
        return result.remembering(result.state().with(TOTAL, total).with(SENT, sent))
                .publishing(ECHO, Artefact.of("sum", total))
                .measuring(COUNTED, first.size())
                .measuringClients(COUNTED, first);
    }

    @Override
    public Offer offered(Offer offer, NamedState state, long published) {
        List<Double> b = Collections.nCopies(offer.layout().tensors().size(), 1 / (1 + state.number(SENT, 0)));
        return offer.codec().b() == null ? offer : offer.with(offer.codec().withB(b));
    }
}
