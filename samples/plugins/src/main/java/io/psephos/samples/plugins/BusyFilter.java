package io.psephos.samples.plugins;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Filter;
import io.psephos.protocol.Option;
import io.psephos.robustness.filter.FilterExtension;
import java.util.List;
import java.util.Optional;

/** A filter that refuses updates of clients that hardly trained: too many coordinates are zero. */
public final class BusyFilter implements FilterExtension {
    @Override
    public String name() {
        return "x-busy";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.number("least", 0.1, 0, 1).means("Least share of coordinates that are not zero."));
    }

    @Override
    public Judge judge(Choice<Filter> choice) {
        return (candidate, history) -> {
            float[] update = candidate.payload().toDense();
            int busy = 0;
            for (float value : update) {
                busy += value == 0 ? 0 : 1;
            }
            boolean passes = busy >= choice.number("least") * update.length;
            return passes ? Optional.empty() : Optional.of(busy + " of " + update.length + " coordinates are not 0");
        };
    }
}
