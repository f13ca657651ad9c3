package io.psephos.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnModelTest {
    private static final Path FOLDER = Path.of("own-model");
    private static final TensorShape BIAS = new TensorShape("layer1.bias", List.of(5));
    private static final TensorShape FIRST = new TensorShape("layer1.weight", List.of(5, 2));
    private static final TensorShape SECOND = new TensorShape("layer2.weight", List.of(3, 5));

    /** Central differences in double of a float32 net: right to about three digits. */
    @Test
    void followsTheSlopeOfItsLoss() {
        OwnModel model = new OwnModel(new ParameterLayout(List.of(SECOND, BIAS, FIRST)));
        Random random = new Random(11);
        float[] parameters = new float[30];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextGaussian();
        }
        float[] input = {0.7f, -0.4f};
        float[] gradient = new float[30];

        model.addGradient(gradient, parameters, input, 2);

        for (int i = 0; i < parameters.length; i++) {
            float[] above = parameters.clone();
            float[] below = parameters.clone();
            above[i] += 0.01f;
            below[i] -= 0.01f;
            double slope = (model.loss(above, input, 2) - model.loss(below, input, 2)) / ((double) above[i] - below[i]);
            assertThat((double) gradient[i]).as("parameter " + i).isCloseTo(slope, within(1e-3));
        }
    }

    /** The file is another library's: its tensors stand in no order of names, and so does the layout. */
    @Test
    void findsItsTensorsByNameInWhicheverOrder() throws Exception {
        byte[] file = Files.readAllBytes(FOLDER.resolve("rings.safetensors"));
        ParameterLayout inFile = Safetensors.layout(file);
        ParameterLayout other = new ParameterLayout(List.of(
                inFile.tensors().get(2),
                inFile.tensors().get(0),
                inFile.tensors().get(1)));
        LocalExamples heldOut = LocalExamples.fromCsv(FOLDER.resolve("examples-held-out.csv"));

        assertThat(inFile.tensors())
                .extracting(TensorShape::name)
                .containsExactly("layer2.weight", "layer1.weight", "layer1.bias");
        assertThat(Safetensors.read(file, other)).isNotEqualTo(Safetensors.read(file, inFile));
        assertThat(new OwnModel(other).accuracy(Safetensors.read(file, other), heldOut))
                .isEqualTo(new OwnModel(inFile).accuracy(Safetensors.read(file, inFile), heldOut))
                .isCloseTo(59 / 150.0, within(1e-9));
    }

    @Test
    void readsWhatItWroteItself() {
        byte[] file = OwnModelFile.untrained(7, new Random(3));

        ParameterLayout layout = Safetensors.layout(file);

        assertThat(layout.parameterCount()).isEqualTo(7 * 2 + 7 + 3 * 7);
        assertThat(new OwnModel(layout).loss(Safetensors.read(file, layout), new float[] {1, 0}, 0))
                .isBetween(0.0, 5.0);
    }

    @Test
    void refusesTheLayoutOfAnotherModel() {
        assertThatThrownBy(() -> new OwnModel(new ParameterLayout(List.of(BIAS, FIRST))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer2.weight");
        TensorShape wide = new TensorShape("layer1.weight", List.of(5, 3));
        assertThatThrownBy(() -> new OwnModel(new ParameterLayout(List.of(BIAS, wide, SECOND))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[5, 3]");
    }
}
