package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.data.Examples;
import io.psephos.learning.data.NaturalClients;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelFitTest {
    private static final DataSet DIGITS = DataSets.digits(1);

    @Test
    void aNetMayHaveSpareOutputsButNoFewerThanClasses() {
        assertThat(faults("[64, 10]", DIGITS)).isEmpty();
        assertThat(faults("[64, 12]", DIGITS)).isEmpty();
        assertThat(faults("[64, 5]", DIGITS))
                .containsExactly("model.layers: must end with 10, as data set 'digits' has 10 classes, was [64, 5]");
    }

    @Test
    void aNameOfNoNetIsToldApartFromLayersThatDoNotFitTheNet() {
        assertThat(faults("sofmax", "[64, 10]", DIGITS))
                .containsExactly("model.net: must be one of softmax, mlp, or x-… of a plug-in, was 'sofmax'");
        assertThat(faults("softmax", "[64, 20, 10]", DIGITS))
                .containsExactly("model.layers: make no net 'softmax'; softmax takes [inputs, classes], mlp widths"
                        + " between them, too, was [64, 20, 10]");
    }

    @Test
    void everyFaultIsToldAtOnce() {
        assertThat(faults("[63, 9]", DIGITS))
                .hasSize(2)
                .contains("model.layers: must begin with 64, as an example of data set 'digits' has 64 features,"
                        + " was [63, 9]");
    }

    @Test
    void labelsThatDoNotBeginAtZeroAreToldApart() {
        Examples ones = new Examples(new float[][] {{0}, {1}, {2}}, new int[] {1, 2, 3}, 4);
        DataSet set = new DataSet("ones", ones, ones);

        assertThat(faults("[1, 4]", set)).isEmpty();
        assertThat(faults("[1, 3]", set))
                .containsExactly("model.layers: must end with 4, as the labels of data set 'ones' run from 1 to 3 and"
                        + " classes count from 0, was [1, 3]; or subtract 1 from each label");
    }

    @Test
    void whatIsEvaluatedOnMustBeThere() {
        Examples few = DIGITS.heldOut();
        DataSet other = new DataSet("other", few, few);

        assertThat(ModelFit.faultsAlone(spec("softmax", "[64, 10]"), other))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo("evaluation.set");
                    assertThat(fault.detail()).contains("'other'").contains("was 'digits'");
                });
    }

    @Test
    void clientsOfTheDataMustBeAsManyAsTheJobHas() {
        Examples few = DIGITS.heldOut();
        NaturalClients two = new NaturalClients(List.of("a", "b"), new int[][] {{0, 1}, {2}});
        DataSet owned = new DataSet("owned", few, few, Optional.of(two), List.of());

        assertThat(faults("[64, 10]}\nsimulation: {clients: 2, partition: natural", owned))
                .isEmpty();
        assertThat(faults("[64, 10]}\nsimulation: {clients: 5, partition: natural", owned))
                .containsExactly("simulation.clients: must be 2, as data set 'owned' has 2 clients, was 5");
        assertThat(faults("[64, 10]}\nsimulation: {clients: 2, partition: natural", DIGITS))
                .containsExactly("simulation.partition: must be another than natural, as data set 'digits' does not say"
                        + " whose examples are; client in its dataset.yaml names the column that does");
        assertThat(faults(
                        "[64, 10]}\nsimulation: {clients: 3, partition: natural,"
                                + " attack: {kind: sign-flip, clients: 1, holds: copies}",
                        owned))
                .isEmpty();
    }

    private static List<String> faults(String layers, DataSet set) {
        return faults("softmax", layers, set);
    }

    private static List<String> faults(String net, String layers, DataSet set) {
        return ModelFit.faults(spec(net, layers), set).stream()
                .map(fault -> fault.path() + ": " + fault.detail())
                .toList();
    }

    private static JobSpec spec(String net, String layers) {
        return JobYaml.parse("""
                model: {net: %s, layers: %s}
                codec: {scheme: sign}
                optimizer: {learningRate: 0.01}
                """.formatted(net, layers));
    }
}
