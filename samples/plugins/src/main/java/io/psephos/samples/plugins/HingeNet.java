package io.psephos.samples.plugins;

import io.psephos.learning.net.ExampleNet;
import io.psephos.learning.net.NetExtension;
import io.psephos.protocol.Choice;
import io.psephos.protocol.NetKind;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.Optional;

/** A linear classifier by the squared hinge loss: each class has a weight a feature, then a bias. */
public final class HingeNet implements NetExtension {
    @Override
    public String name() {
        return "x-hinge";
    }

    @Override
    public ExampleNet net(Choice<NetKind> choice, List<Integer> layers) {
        return new Linear(layers.get(0), layers.get(1));
    }

    @Override
    public Optional<ExampleNet> ofLayout(ParameterLayout layout) {
        TensorShape first = layout.tensors().get(0);
        return first.name().equals("hinge")
                ? Optional.of(new Linear(first.shape().get(1) - 1, first.shape().get(0)))
                : Optional.empty();
    }

    private record Linear(int featureCount, int classCount) implements ExampleNet {
        @Override
        public ParameterLayout layout() {
            return new ParameterLayout(List.of(new TensorShape("hinge", List.of(classCount, featureCount + 1))));
        }

        @Override
        public float[] initial(long seed) {
            return new float[classCount * (featureCount + 1)];
        }

        @Override
        public double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
            float[] scores = scores(parameters, features);
            double loss = 0;
            for (int i = 0; i < gradient.length; i++) {
                int column = i % (featureCount + 1);
                int side = i / (featureCount + 1) == label ? 1 : -1;
                float lack = Math.max(0, 1 - side * scores[i / (featureCount + 1)]);
                gradient[i] -= 2 * side * lack * (column < featureCount ? features[column] : 1);
                loss += column == 0 ? lack * lack : 0;
            }
            return loss;
        }

        @Override
        public float[] scores(float[] parameters, float[] features) {
            float[] scores = new float[classCount];
            for (int i = 0; i < parameters.length; i++) {
                int column = i % (featureCount + 1);
                scores[i / (featureCount + 1)] += parameters[i] * (column < featureCount ? features[column] : 1);
            }
            return scores;
        }
    }
}
