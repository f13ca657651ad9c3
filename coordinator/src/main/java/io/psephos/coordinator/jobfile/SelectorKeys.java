package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Participants;
import io.psephos.protocol.JobSpec.Schedule;
import io.psephos.protocol.SelectorKind;

/** The key that says which clients a round asks. */
final class SelectorKeys {
    static final Key<Choice<SelectorKind>> SELECTOR = Key.choice(
                    "selector", SelectorKind.FIRST_COME, Family.extensible("Cohort selectors", SelectorKind.values()))
            .usually("`roster-draw` with a roster and cohorts, else `first-come`")
            .means("Which clients a round asks (client selection); all but `first-come` draw from a roster.");

    private SelectorKeys() {}

    /** Returns the participants with their selector. */
    static Participants parse(ConfigSection section, Participants participants, Schedule schedule) {
        return participants.selectedBy(SELECTOR.read(section, Choice.of(usual(participants, schedule))));
    }

    /** Whether the job file needs not name its selector; stored ones do not since before there was the key. */
    static boolean isUsual(JobSpec spec) {
        return spec.participants().selector().equals(Choice.of(usual(spec.participants(), spec.schedule())));
    }

    private static SelectorKind usual(Participants participants, Schedule schedule) {
        return participants.hasRoster() && schedule.isSynchronous()
                ? SelectorKind.ROSTER_DRAW
                : SelectorKind.FIRST_COME;
    }
}
