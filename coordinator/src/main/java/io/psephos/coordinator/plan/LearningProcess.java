package io.psephos.coordinator.plan;

import io.psephos.aggregation.stage.Need;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.aggregation.stage.Slot;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.state.NamedState;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A compiled job: the stages from a closed round to the next version, in the order of their slots. Stateless; what
 * stages remember goes in and comes out as named state.
 */
public final class LearningProcess {
    /** Before the names of what filters keep; no stage has a piece there. */
    public static final String FILTERS = "filter/";

    private final Offer.Codec codec;
    private final List<ServerStage> stages;
    private final Set<String> publishes;

    private LearningProcess(Offer.Codec codec, List<ServerStage> stages) {
        this.codec = codec;
        this.stages = stages;
        Set<String> names = new TreeSet<>();
        stages.forEach(stage -> names.addAll(stage.publishes()));
        this.publishes = Collections.unmodifiableSet(names);
    }

    /**
     * Compiles a job whose models have the layout.
     *
     * @throws IllegalArgumentException where two stages publish or take artefacts of the same name, or a stage asks for
     *     what another one hides
     */
    public static LearningProcess of(JobSpec spec, ParameterLayout layout, Stages known) {
        List<ServerStage> stages = Stream.concat(
                        known.factories().stream()
                                .map(factory -> factory.stageOf(spec, layout))
                                .flatMap(Optional::stream),
                        spec.aggregation().stages().stream().map(choice -> ExtensionStage.of(choice, layout)))
                .sorted(Comparator.comparing(ServerStage::slot))
                .toList();
        LearningProcess process = new LearningProcess(OfferedCodec.of(spec, layout), stages);
        process.requireOwnNames();
        process.requireNothingHidden();
        return process;
    }

    /**
     * Runs the stages on a closed round and returns the next parameters and state; deterministic in facts and state.
     *
     * @param state the named state that belongs to the version before
     * @throws ArithmeticException when a parameter would no longer be finite
     */
    public RoundResult run(RoundFacts facts, NamedState state) {
        RoundResult result = RoundResult.of(facts.aggregate(), state);
        RoundFacts known = facts;
        for (ServerStage stage : stages) {
            if (known == facts && isPrivate() && isAfterPrivacy(stage)) {
                known = facts.released(result.direction());
            }
            if (stage.slot() == Slot.AFTER && result.parameters() == null) {
                result = stepped(result, facts);
            }
            result = stage.apply(result, known);
        }
        return checked(result.parameters() == null ? stepped(result, facts) : result);
    }

    /** Returns the offer with the stages' additions, such as bounds and levels. */
    public Offer offered(Offer bare, NamedState state, long published) {
        Offer offer = bare;
        for (ServerStage stage : stages) {
            offer = stage.offered(offer, state, published);
        }
        return offer;
    }

    /** Returns the codec of offers before the stages' additions. */
    public Offer.Codec codec() {
        return codec;
    }

    /** Returns what its stages need, such as single updates or reports. */
    public Set<Need> needs() {
        return stages.stream().flatMap(stage -> stage.needs().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the names of artefacts that may be published with a version. */
    public Set<String> publishes() {
        return publishes;
    }

    /** Returns the artefacts that clients may send beside their updates, by name, with their tensors. */
    public Map<String, ParameterLayout> takes() {
        Map<String, ParameterLayout> takes = new TreeMap<>();
        stages.forEach(stage -> takes.putAll(stage.takes()));
        return takes;
    }

    /** Returns the state to keep after a rollback: clients' memory is not rolled back. */
    public NamedState afterRollback(NamedState state) {
        return state.only(this::isSharedWithClients);
    }

    /** Returns the state to keep after clients were asked to begin anew. */
    public NamedState withoutSharedWithClients(NamedState state) {
        return state.only(piece -> !isSharedWithClients(piece));
    }

    private boolean isSharedWithClients(String piece) {
        return stages.stream().anyMatch(stage -> stage.isSharedWithClients(piece));
    }

    private static RoundResult checked(RoundResult result) {
        result.state().names().stream()
                .filter(name -> name.startsWith(FILTERS))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalStateException("a stage keeps '" + name + "', where filters keep theirs");
                });
        return result;
    }

    /** Whether a privacy mechanism of the server protects the direction. */
    public boolean isPrivate() {
        return stages.stream().anyMatch(stage -> stage.slot() == Slot.PRIVACY);
    }

    private static boolean isAfterPrivacy(ServerStage stage) {
        return stage.slot().compareTo(Slot.PRIVACY) > 0;
    }

    private static RoundResult stepped(RoundResult result, RoundFacts facts) {
        float[] next = result.madeStep().applyTo(facts.parameters());
        for (int i = 0; i < next.length; i++) {
            if (!Float.isFinite(next[i])) {
                throw new ArithmeticException("parameter " + i + " became " + next[i]);
            }
        }
        return result.arrivedAt(next);
    }

    private void requireOwnNames() {
        long published =
                stages.stream().mapToLong(stage -> stage.publishes().size()).sum();
        long taken = stages.stream().mapToLong(stage -> stage.takes().size()).sum();
        if (published > publishes().size() || taken > takes().size()) {
            throw new IllegalArgumentException("two stages have artefacts of the same name");
        }
    }

    private void requireNothingHidden() {
        if (!isPrivate()) {
            return;
        }
        for (ServerStage stage : stages) {
            if (stage.slot() == Slot.AGGREGATE) {
                throw new IllegalArgumentException("a privacy mechanism does not protect what "
                        + stage.getClass().getSimpleName() + " remembers before it");
            }
            if (isAfterPrivacy(stage)
                    && !(stage.needs().isEmpty() && stage.takes().isEmpty())) {
                throw new IllegalArgumentException("a privacy mechanism hides what "
                        + stage.getClass().getSimpleName() + " asks for: " + stage.needs()
                        + stage.takes().keySet());
            }
        }
    }
}
