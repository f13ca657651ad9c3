package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.stage.LastAggregate;
import io.psephos.compression.Codec;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.state.NamedState;
import io.psephos.robustness.filter.Candidate;
import io.psephos.robustness.filter.FilterChain;
import io.psephos.robustness.filter.FilterState;
import io.psephos.robustness.filter.FilterStateBytes;
import io.psephos.robustness.filter.Filters;
import io.psephos.robustness.filter.Ruling;
import io.psephos.robustness.filter.Verdict;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The filters of a job at work: what they say and what they remember go into the same commit. They run on the job's
 * writer and not on the compute pool: each verdict rests on what those before left behind, in the order of the commits.
 */
final class Screening {
    /** Stands beside what the filters know while too few of the roster are left. */
    private static final String ROSTER_IS_SHORT = "roster-is-short";

    private static final float[] NOTHING = {};

    private final JobId id;
    private final Journal journal;
    private final FilterChain chain;
    private final FilterStateBytes bytes;
    private final boolean isOff;
    private final boolean comparesVersions;

    Screening(Journal journal, JobId id, JobSpec spec, ParameterLayout layout) {
        this.journal = journal;
        this.id = id;
        this.chain = Filters.of(spec);
        this.isOff = spec.robustness().filters().isEmpty();
        this.comparesVersions = spec.robustness().filters().stream()
                .anyMatch(filter -> filter.kind().comparesVersions());
        Codec codec = Codecs.forJob(spec.codec(), layout);
        this.bytes = new FilterStateBytes(
                codec::encode, read -> codec.decode(ByteBuffer.wrap(read), layout.parameterCount()));
    }

    /** The last word on an update that is sound. */
    Verdict judge(JobBook book, Batch batch, ClientUpdate update, long baseVersion) {
        if (isOff) {
            return new Verdict.Accepted();
        }
        FilterBook known = known(book);
        Ruling ruling = chain.rule(
                new Candidate(update, baseVersion),
                known.at(
                        book.job().modelVersion(),
                        book.parameters(),
                        book.state().floats(LastAggregate.LAST).orElse(NOTHING),
                        () -> comparesVersions ? offered(book) : Set.of()),
                known.state());
        remember(known, ruling.next(), batch);
        return ruling.verdict();
    }

    /** Remembers how far votes agreed with their majority. */
    void agreed(JobBook book, Batch batch, Map<ClientId, Double> shares) {
        if (!shares.isEmpty()) {
            FilterBook known = known(book);
            remember(known, known.state().agreed(shares), batch);
        }
    }

    /** Forgets what only further updates would be compared with. */
    void end(JobBook book, Batch batch) {
        if (!isOff) {
            FilterBook known = known(book);
            remember(known, known.state().scoresOnly(), batch);
            noteRoster(book, batch, false);
        }
    }

    /** Remembers whether too few of the roster are left; false where that was known. */
    boolean noteRoster(JobBook book, Batch batch, boolean isShort) {
        FilterBook known = known(book);
        boolean isNew = known.isRosterShort() != isShort;
        if (isNew) {
            known.setRosterShort(isShort);
            byte[] mark = isShort ? new byte[] {1} : new byte[0];
            store(Map.of(ROSTER_IS_SHORT, mark), batch);
        }
        return isNew;
    }

    /** What the filters know now. */
    FilterState state(JobBook book) {
        return known(book).state();
    }

    private static Set<Long> offered(JobBook book) {
        Collecting round = book.collecting();
        return round == null
                ? Set.of()
                : round.openSeats().stream()
                        .map(seat -> seat.assignment().modelVersion())
                        .collect(Collectors.toSet());
    }

    private void remember(FilterBook known, FilterState next, Batch batch) {
        Map<String, byte[]> changes = bytes.changes(known.state(), next);
        if (!changes.isEmpty()) {
            store(changes, batch);
        }
        known.become(next);
    }

    private void store(Map<String, byte[]> changes, Batch batch) {
        Map<String, byte[]> named = new HashMap<>();
        changes.forEach((piece, bytes) -> named.put(FilterBook.PREFIX + piece, bytes));
        batch.add(new JournalEntry.StateStored(id, named));
    }

    private Map<String, byte[]> stored() {
        Map<String, byte[]> pieces = new HashMap<>();
        NamedState filters = journal.state(id).only(name -> name.startsWith(FilterBook.PREFIX));
        filters.bytes().forEach((name, bytes) -> pieces.put(name.substring(FilterBook.PREFIX.length()), bytes));
        return pieces;
    }

    private FilterBook known(JobBook book) {
        FilterBook known = book.filters();
        if (known == null) {
            Map<String, byte[]> pieces = stored();
            boolean isRosterShort = pieces.remove(ROSTER_IS_SHORT) != null;
            known = new FilterBook(
                    bytes.read(pieces), version -> journal.model(id, version).map(StoredModel::parameters));
            known.setRosterShort(isRosterShort);
            book.keep(known);
        }
        return known;
    }
}
