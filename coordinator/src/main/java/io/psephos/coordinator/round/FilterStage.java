package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.stage.LastAggregate;
import io.psephos.compression.Codec;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.state.NamedState;
import io.psephos.robustness.filter.FilterChain;
import io.psephos.robustness.filter.FilterInput;
import io.psephos.robustness.filter.FilterResult;
import io.psephos.robustness.filter.FilterState;
import io.psephos.robustness.filter.FilterStateBytes;
import io.psephos.robustness.filter.FilterVerdict;
import io.psephos.robustness.filter.Filters;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The stage that runs a job's filters on each update. RefusalCounts and filter state go into the same commit. Filters run on
 * the job's writer and not on the compute pool: each verdict depends on the state that earlier ones left, in the order
 * of the commits.
 */
final class FilterStage {
    private static final System.Logger LOG = System.getLogger(FilterStage.class.getName());

    /** Name of the state that is present while too few of the roster are active. */
    private static final String ROSTER_IS_SHORT = "roster-is-short";

    private static final float[] NOTHING = {};

    private final JobId id;
    private final Journal journal;
    private final FilterChain chain;
    private final JobSpec.Codec codec;
    private final ParameterLayout layout;
    private @Nullable FilterStateBytes bytes;
    private final boolean isOff;
    private final boolean comparesVersions;

    FilterStage(Journal journal, JobId id, JobSpec spec, ParameterLayout layout) {
        this.journal = journal;
        this.id = id;
        this.chain = Filters.of(spec);
        this.isOff = spec.robustness().filters().isEmpty();
        this.comparesVersions = spec.robustness().filters().stream()
                .anyMatch(filter -> filter.kind().comparesVersions());
        this.codec = spec.codec();
        this.layout = layout;
    }

    /** Returns the verdict on a well-formed update and stores the filters' new state. */
    FilterVerdict judge(JobCache cache, Batch batch, ClientUpdate update, long baseVersion) {
        if (isOff) {
            return new FilterVerdict.Accepted();
        }
        FilterMemory known = known(cache);
        FilterResult ruling = chain.rule(
                new FilterInput(update, baseVersion),
                known.at(
                        cache.job().modelVersion(),
                        cache.parameters(),
                        cache.state().floats(LastAggregate.LAST).orElse(NOTHING),
                        () -> comparesVersions ? offered(cache) : Set.of()),
                known.state());
        remember(known, ruling.next(), batch);
        return ruling.verdict();
    }

    /** Stores how far each client's votes agreed with their majority. */
    void agreed(JobCache cache, Batch batch, Map<ClientId, Double> shares) {
        if (!shares.isEmpty()) {
            FilterMemory known = known(cache);
            remember(known, known.state().agreed(shares), batch);
        }
    }

    /** Removes the filter state that only further updates would be compared with. */
    void end(JobCache cache, Batch batch) {
        if (isOff) {
            return;
        }
        try {
            FilterMemory known = known(cache);
            remember(known, known.state().scoresOnly(), batch);
            noteRoster(cache, batch, false);
        } catch (ExtensionException e) {
            // The updates that filters remember are of a codec that failed, which is why the job ends; they stay
            // stored.
            LOG.log(System.Logger.Level.DEBUG, "what the filters of job " + id + " remember was not read", e);
        }
    }

    /** Stores whether too few of the roster are active; false where that was known. */
    boolean noteRoster(JobCache cache, Batch batch, boolean isShort) {
        FilterMemory known = known(cache);
        boolean isNew = known.isRosterShort() != isShort;
        if (isNew) {
            known.setRosterShort(isShort);
            byte[] mark = isShort ? new byte[] {1} : new byte[0];
            store(Map.of(ROSTER_IS_SHORT, mark), batch);
        }
        return isNew;
    }

    /** Returns the filters' current state. */
    FilterState state(JobCache cache) {
        return known(cache).state();
    }

    private FilterStateBytes bytes() {
        FilterStateBytes known = bytes;
        if (known == null) {
            Codec own = Codecs.forJob(codec, layout);
            known = new FilterStateBytes(
                    own::encode, read -> own.decode(ByteBuffer.wrap(read), layout.parameterCount()));
            bytes = known;
        }
        return known;
    }

    private static Set<Long> offered(JobCache cache) {
        Collecting round = cache.collecting();
        return round == null
                ? Set.of()
                : round.openAssignments().stream()
                        .map(live -> live.assignment().modelVersion())
                        .collect(Collectors.toSet());
    }

    private void remember(FilterMemory known, FilterState next, Batch batch) {
        Map<String, byte[]> changes = bytes().changes(known.state(), next);
        if (!changes.isEmpty()) {
            store(changes, batch);
        }
        known.become(next);
    }

    private void store(Map<String, byte[]> changes, Batch batch) {
        Map<String, byte[]> named = new HashMap<>();
        changes.forEach((piece, bytes) -> named.put(FilterMemory.PREFIX + piece, bytes));
        batch.add(new JournalEntry.StateStored(id, named));
    }

    private Map<String, byte[]> stored() {
        Map<String, byte[]> pieces = new HashMap<>();
        NamedState filters = journal.state(id).only(name -> name.startsWith(FilterMemory.PREFIX));
        filters.bytes().forEach((name, bytes) -> pieces.put(name.substring(FilterMemory.PREFIX.length()), bytes));
        return pieces;
    }

    private FilterMemory known(JobCache cache) {
        FilterMemory known = cache.filters();
        if (known == null) {
            Map<String, byte[]> pieces = stored();
            boolean isRosterShort = pieces.remove(ROSTER_IS_SHORT) != null;
            known = new FilterMemory(
                    bytes().read(pieces), version -> journal.model(id, version).map(StoredModel::parameters));
            known.setRosterShort(isRosterShort);
            cache.keep(known);
        }
        return known;
    }
}
