package io.psephos.samples.plugins;

import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.aggregation.stage.Slot;
import io.psephos.aggregation.stage.StageExtension;
import io.psephos.compression.Dense;
import io.psephos.compression.Norm;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Option;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.StageKind;
import java.util.List;

/** A server stage that makes long aggregates shorter, and says how long they were. */
public final class ClippedDirection implements StageExtension {
    @Override
    public String name() {
        return "x-clip";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.number("norm", 1, 1e-12, 1e12).means("Longest aggregate, as an L2 norm."));
    }

    @Override
    public ServerStage stage(Choice<StageKind> choice, ParameterLayout layout) {
        return new Clip(choice.number("norm"));
    }

    private record Clip(double most) implements ServerStage {
        @Override
        public Slot slot() {
            return Slot.AGGREGATE;
        }

        @Override
        public RoundResult apply(RoundResult result, RoundFacts facts) {
            float[] direction = result.direction().toDense();
            double norm = Norm.L2.of(direction, 0, direction.length);
            float[] shorter = new float[direction.length];
            result.direction().addTo(shorter, (float) Math.min(1, most / norm));
            return result.measuring("x-clip-norm", norm).toward(norm > most ? new Dense(shorter) : result.direction());
        }
    }
}
