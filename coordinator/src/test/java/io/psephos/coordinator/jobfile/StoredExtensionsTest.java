package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Option;
import io.psephos.protocol.Rule;
import io.psephos.robustness.aggregator.RuleExtension;
import io.psephos.robustness.aggregator.VectorRule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of jobs that were made with another version of an extension than is here: a server reads them and starts. */
class StoredExtensionsTest {
    private static final String JOB =
            "codec: {scheme: float32}\naggregation: {rule: x-own, norm: 2}\noptimizer: {learningRate: 1}";

    @Test
    void oneWithOtherOptionsIsStoodInFor() {
        List<Option> stricter = List.of(Option.number("norm", 0.5, 0, 1));
        List<Option> renamed = List.of(Option.number("size", 1, 0, 1));
        for (List<Option> others : List.of(stricter, renamed, List.<Option>of())) {
            JobSpec restored = restored(new Own(others, Optional.empty()));

            Choice<Rule> choice = restored.aggregation().choice();
            assertThat(choice.extension()).get().matches(Extensions::isMissing);
            assertThat(choice.options()).containsEntry("norm", 2.0);
        }
    }

    @Test
    void oneWithAFurtherOptionIsTaken() {
        Extension own = new Own(List.of(norm(), Option.number("size", 0.5, 0, 1)), Optional.empty());

        Choice<Rule> choice = restored(own).aggregation().choice();

        assertThat(choice.extension()).containsSame(own);
        assertThat(choice.options()).containsEntry("norm", 2.0).containsEntry("size", 0.5);
    }

    @Test
    void aRuleIsNotAskedAgainWhetherItIsOfUse() {
        Extension own = new Own(List.of(norm()), Optional.of("wants more"));

        assertThat(restored(own).aggregation().choice().extension()).containsSame(own);
    }

    @Test
    void aRuleCombinesVotesWhereItGoesByCoordinates() {
        String votes = "codec: {scheme: sign}\naggregation: {rule: x-own}\noptimizer: {learningRate: 0.01}";
        Extensions byCoordinates = Extensions.of(new Own(List.of(), Optional.empty(), true));
        Extensions byDistances = Extensions.of(new Own(List.of(), Optional.empty(), false));

        JobSpec made = JobFile.parse(JobYaml.tree(votes), byCoordinates);

        assertThat(made.aggregation().choice().word()).isEqualTo("x-own");
        assertThatThrownBy(() -> JobFile.parse(JobYaml.tree(votes), byDistances))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("aggregation.rule: x-own goes by distances");
        for (Extensions now : List.of(byDistances, Extensions.NONE)) {
            assertThat(JobFile.restore(JobFile.render(made), now).codec()).isEqualTo(made.codec());
        }
    }

    private static JobSpec restored(Extension now) {
        JobSpec made = JobFile.parse(JobYaml.tree(JOB), Extensions.of(new Own(List.of(norm()), Optional.empty())));
        return JobFile.restore(JobFile.render(made), Extensions.of(now));
    }

    private static Option norm() {
        return Option.number("norm", 1, 0, 10);
    }

    private static final class Own implements RuleExtension {
        private final List<Option> options;
        private final Optional<String> refusal;

        private final boolean goesByCoordinates;

        Own(List<Option> options, Optional<String> refusal) {
            this(options, refusal, false);
        }

        Own(List<Option> options, Optional<String> refusal, boolean goesByCoordinates) {
            this.options = options;
            this.refusal = refusal;
            this.goesByCoordinates = goesByCoordinates;
        }

        @Override
        public boolean goesByCoordinates() {
            return goesByCoordinates;
        }

        @Override
        public String name() {
            return "x-own";
        }

        @Override
        public List<Option> options() {
            return options;
        }

        @Override
        public Optional<String> refusal(int updates, int byzantine) {
            return refusal;
        }

        @Override
        public VectorRule rule(Choice<Rule> choice, long roundSeed) {
            throw new UnsupportedOperationException("nothing is combined here");
        }
    }
}
