package io.psephos.coordinator.jobfile;

import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.JobSpec.Evaluation;
import io.psephos.protocol.JobSpec.Model;
import java.util.Map;

/** The keys of how published versions are evaluated. */
final class EvaluationKeys {
    private static final Key<EvaluationData> DATA = Key.word("data", EvaluationData.SERVER)
            .usually("`server`; `none` for uploaded models")
            .means("Whose examples measure accuracy and loss: the `server`'s own, the `clients`' (the median of their"
                    + " reports), or `none`.");
    private static final Key<String> SET = Key.name("set", "digits")
            .usually("that of `simulation.data`, else `digits`")
            .means("The server's data set by its name: `digits` is built in, one of your own is `x-…`,"
                    + " others are read from its data folder.");
    private static final Key<Integer> EVERY = Key.whole("every", 1, 1, JobFile.MOST_ROUNDS)
            .means("Rounds from one evaluation to the next; the last version is always evaluated. More than 1 where an"
                    + " evaluation takes long.");

    static final Section SECTION = Section.of(
            "evaluation",
            "How good published versions are, and on whose examples.",
            "evaluation: {data: server, set: digits, every: 5}",
            DATA,
            SET,
            EVERY);

    private EvaluationKeys() {}

    /** @param simulated the data set that clients are simulated on */
    static Evaluation parse(ConfigSection section, Model model, String simulated) {
        Evaluation evaluation = new Evaluation(
                DATA.read(section, model.upload() ? EvaluationData.NONE : EvaluationData.SERVER),
                SET.read(section, simulated),
                EVERY.read(section));
        section.end();
        return evaluation;
    }

    static Map<String, Object> render(Evaluation evaluation) {
        return new SectionWriter()
                .put(DATA, evaluation.data())
                .put(SET, evaluation.set())
                .put(EVERY, evaluation.every())
                .entries();
    }
}
