package io.psephos.learning.net;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Regularizer;
import io.psephos.protocol.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kinds of local terms that a trainer knows, by name: the one place where regularizers become terms. */
public final class LocalTerms {
    /** No kinds: what a trainer's own ones are added to. */
    public static final LocalTerms NONE = new LocalTerms(Map.of());

    /** The built-in kinds. */
    public static final LocalTerms BUILT_IN =
            NONE.with(Regularizer.PROXIMAL.word(), options -> new Proximal(number(options, "mu")));

    private final Map<String, Kind> kinds;

    /** A kind of local term, which makes a term from the options of an offer. */
    @FunctionalInterface
    public interface Kind {
        /** @throws IllegalArgumentException for options that it cannot take */
        LocalTerm term(Map<String, Object> options);
    }

    private LocalTerms(Map<String, Kind> kinds) {
        this.kinds = kinds;
    }

    /** Returns the built-in kinds and those of a job's own. */
    public static LocalTerms of(JobSpec.Training training) {
        return BUILT_IN.with(training.regularizers().stream()
                .flatMap(choice -> choice.extension().stream())
                .distinct());
    }

    /** Returns the built-in kinds and those among the extensions. */
    public static LocalTerms of(Extensions extensions) {
        return BUILT_IN.with(
                extensions.all().stream().filter(extension -> extension.family() == ExtensionFamily.REGULARIZER));
    }

    private LocalTerms with(Stream<Extension> regularizers) {
        Map<String, Kind> more = new TreeMap<>(kinds);
        regularizers.forEach(extension -> more.put(extension.name(), options -> term(extension, options)));
        return new LocalTerms(more);
    }

    private static LocalTerm term(Extension extension, Map<String, Object> options) {
        Choice<Regularizer> choice = Choice.of(Regularizer.EXTENSION, extension, options);
        LocalTerm term = ExtensionException.guard(
                extension, () -> choice.extension(LocalTermExtension.class).term(choice));
        return (gradient, parameters, start) -> ExtensionException.guard(extension, () -> {
            term.addTo(gradient, parameters, start);
            return gradient;
        });
    }

    /**
     * Returns these kinds and one more.
     *
     * @throws IllegalArgumentException for a name that is taken
     */
    public LocalTerms with(String name, Kind kind) {
        Map<String, Kind> more = new TreeMap<>(kinds);
        if (more.putIfAbsent(name, kind) != null) {
            throw new IllegalArgumentException("there is a regularizer '" + name + "' already");
        }
        return new LocalTerms(more);
    }

    /** Names of the kinds, as capabilities list them. */
    public Set<String> names() {
        return Set.copyOf(kinds.keySet());
    }

    /**
     * The terms of an offer, that of {@code proximal} first.
     *
     * @throws IllegalArgumentException for a kind that is not among these, or options that it cannot take: a reason to
     *     decline
     */
    public List<LocalTerm> of(Offer.Training training) {
        return of(training.terms());
    }

    List<LocalTerm> of(List<Offer.Term> terms) {
        return terms.stream().map(this::of).toList();
    }

    private LocalTerm of(Offer.Term term) {
        Kind kind = kinds.get(term.kind());
        if (kind == null) {
            String known = kinds.isEmpty() ? "none" : String.join(", ", kinds.keySet());
            throw new IllegalArgumentException(
                    "unknown regularizer '" + Text.printable(term.kind()) + "', this trainer knows " + known);
        }
        return kind.term(term.options());
    }

    private static double number(Map<String, Object> options, String name) {
        if (options.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("regularizer option '" + name + "' must be a number, was "
                + Text.printable(String.valueOf(options.get(name))));
    }
}
