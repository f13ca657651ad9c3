package io.psephos.robustness.filter;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Filter;
import java.util.Optional;

/**
 * A user's filter: {@code robustness: {filters: [x-…]}}. It judges each update by itself and by the newest model and
 * aggregate, and keeps nothing from one update to the next: after a crash the same updates must get the same verdicts.
 */
public interface FilterExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.FILTER;
    }

    /** Returns the judge of a job's updates, which is called for one update at a time. */
    Judge judge(Choice<Filter> choice);

    /** The judge of single updates. */
    @FunctionalInterface
    interface Judge {

        /**
         * Returns why an update may not count, in words for the audit; empty where it may. Clients never hear why.
         *
         * @param candidate the update, with its client, norm and number of examples
         * @param history what was published so far
         */
        Optional<String> objection(FilterInput candidate, History history);
    }
}
