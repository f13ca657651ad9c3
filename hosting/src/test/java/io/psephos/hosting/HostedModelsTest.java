package io.psephos.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.InitialModels.InitialModel;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSetExtension;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostedModelsTest {
    private static final DataSet DIGITS = DataSets.digits(1);

    @Test
    void oneSetInMemoryIsJudgedOnLikeTheSameSetByName(@TempDir Path empty) {
        JobSpec spec = spec("digits", 64, 10);
        InitialModel model = HostedModels.over(DIGITS).create(spec.model()).orElseThrow();
        Evaluator.Evaluation expected =
                HostedModels.over(DIGITS).forJob(spec).orElseThrow().evaluate(model.parameters());

        assertThat(expected.examples()).isEqualTo(DIGITS.heldOut().count());
        for (HostedModels models : List.of(HostedModels.builtIn(1), HostedModels.in(empty, 1))) {
            assertThat(models.forJob(spec).orElseThrow().evaluate(model.parameters()))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "digits, 64, 10, true, true",
        "digits, 64, 11, true, false",
        "digits, 64, 9, false, false",
        "digits, 63, 10, false, false",
        "letters, 64, 10, false, false"
    })
    void aJobIsJudgedWhereItsSetIsHeldAndFits(String set, int features, int classes, boolean inMemory, boolean byName) {
        JobSpec spec = spec(set, features, classes);

        assertThat(HostedModels.over(DIGITS).forJob(spec).isPresent()).isEqualTo(inMemory);
        assertThat(HostedModels.builtIn(1).forJob(spec).isPresent()).isEqualTo(byName);
    }

    @Test
    void aJobIsJudgedOnAUsersOwnSet() {
        DataSetExtension own = new DataSetExtension() {
            @Override
            public String name() {
                return "x-mine";
            }

            @Override
            public DataSet load(long seed) {
                return DataSets.digits(seed);
            }
        };
        HostedModels models = HostedModels.of(DataSets.builtIn().with(Extensions.of(own)), 1);

        assertThat(models.forJob(spec("x-mine", 64, 10))).isPresent();
        assertThat(HostedModels.builtIn(1).forJob(spec("x-mine", 64, 10))).isEmpty();
    }

    @Test
    void aSetWhoseFilesAreWrongMakesTheJobInvalid(@TempDir Path sets) throws IOException {
        Path file = Files.createDirectories(sets.resolve("own")).resolve("own.csv");
        Files.writeString(file, "a,label\n1,0\nx,1\n");

        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> HostedModels.in(sets, 1).forJob(spec("own", 1, 2)))
                .satisfies(e -> assertThat(e.violations()).singleElement().satisfies(violation -> {
                    assertThat(violation.path()).isEqualTo("evaluation.set");
                    assertThat(violation.detail()).isEqualTo(file + ": line 3: column 'a' must be a number, was 'x'");
                }));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "100000, false"})
    void aServerTrainsOnAsManyExamplesAsItHas(int examples, boolean isHeld) {
        JobSpec spec = JobYaml.parse("""
                model: {net: softmax, layers: [64, 10]}
                codec: {scheme: float32}
                aggregation: {rule: fltrust, examples: %d}
                """.formatted(examples));

        assertThat(HostedModels.over(DIGITS).rootOf(spec).isPresent()).isEqualTo(isHeld);
    }

    private static JobSpec spec(String set, int features, int classes) {
        return JobYaml.parse("""
                model: {net: softmax, layers: [%d, %d]}
                optimizer: {learningRate: 0.01}
                evaluation: {set: %s}
                """.formatted(features, classes, set));
    }
}
