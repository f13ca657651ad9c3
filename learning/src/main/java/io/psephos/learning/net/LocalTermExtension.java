package io.psephos.learning.net;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Option;
import io.psephos.protocol.Regularizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A user's local term: {@code training: {regularizers: [x-…]}}. Clients need it; one without it is not offered the job.
 */
public interface LocalTermExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.REGULARIZER;
    }

    /**
     * Returns the term of one local training.
     *
     * @param choice the options, as the job file gives them
     */
    LocalTerm term(Choice<Regularizer> choice);

    /** Returns the built-in terms and those of a job's own. */
    static LocalTerms termsOf(JobSpec.Training training) {
        return termsOf(Extensions.of(training.regularizers().stream()
                .flatMap(choice -> choice.extension().stream())
                .distinct()
                .toArray(Extension[]::new)));
    }

    /** Returns the built-in terms and those among the extensions. */
    static LocalTerms termsOf(Extensions extensions) {
        LocalTerms terms = LocalTerms.BUILT_IN;
        for (Extension extension : extensions.all()) {
            if (extension.family() == ExtensionFamily.REGULARIZER) {
                terms = terms.with(extension.name(), options -> named(extension, options));
            }
        }
        return terms;
    }

    private static LocalTerm named(Extension extension, Map<String, Object> given) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (Option option : extension.options()) {
            Object value = given.getOrDefault(option.name(), option.otherwise());
            if (!option.takes(value)) {
                throw new IllegalArgumentException(
                        "regularizer option '" + option.name() + "' " + option.rule() + ", was " + value);
            }
            options.put(option.name(), value);
        }
        Choice<Regularizer> choice = new Choice<>(Regularizer.EXTENSION, options, Optional.of(extension));
        LocalTerm term = ExtensionException.guard(
                extension, () -> choice.extension(LocalTermExtension.class).term(choice));
        return (gradient, parameters, start) -> ExtensionException.guard(extension, () -> {
            term.addTo(gradient, parameters, start);
            return gradient;
        });
    }
}
