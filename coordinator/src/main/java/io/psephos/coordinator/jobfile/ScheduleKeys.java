package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec.Mode;
import io.psephos.protocol.JobSpec.Participants;
import io.psephos.protocol.JobSpec.Schedule;
import java.time.Duration;

/** The parser of the keys that say when rounds open and close. */
final class ScheduleKeys {
    private ScheduleKeys() {}

    static Schedule parse(ConfigSection section, Participants participants) {
        Mode mode = section.choice("mode", Mode.SYNCHRONOUS);
        Schedule schedule =
                mode == Mode.SYNCHRONOUS ? cohorts(section, participants) : buffered(section, participants, mode);
        section.end();
        return schedule;
    }

    private static Schedule cohorts(ConfigSection section, Participants participants) {
        boolean roster = participants.hasRoster();
        int cohort = section.whole("cohort", roster ? participants.roster().size() : 20, 1, 1_000_000);
        int enough = roster ? cohort : (cohort * 4 + 4) / 5;
        refuse(section, "is for schedules that are not synchronous", "buffer", "maxStaleness");
        return new Schedule(
                rounds(section),
                cohort,
                section.number("overSelect", 1, 1, 10),
                section.whole("quorum", enough, 1, cohort),
                deadline(section));
    }

    /** Parses the schedule of an asynchronous or buffered job. */
    private static Schedule buffered(ConfigSection section, Participants participants, Mode mode) {
        boolean buffered = mode == Mode.BUFFERED;
        refuse(section, "is for synchronous schedules: here every arrival counts", "quorum", "overSelect");
        if (!buffered) {
            refuse(section, "is for buffered schedules: here every update makes a version", "buffer");
        }
        int unbounded = participants.hasRoster() ? participants.roster().size() : JobFile.MOST_CLIENTS;
        int buffer = buffered ? section.whole("buffer", 10, 1, JobFile.MOST_CLIENTS) : 1;
        return new Schedule(
                mode,
                rounds(section),
                section.whole("cohort", unbounded, 1, JobFile.MOST_CLIENTS),
                1,
                buffer,
                buffer,
                section.whole("maxStaleness", 20, 0, 1_000_000),
                deadline(section));
    }

    private static int rounds(ConfigSection section) {
        return section.whole("rounds", 200, 1, JobFile.MOST_ROUNDS);
    }

    private static Duration deadline(ConfigSection section) {
        return section.duration("deadline", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofDays(7));
    }

    private static void refuse(ConfigSection section, String why, String... keys) {
        for (String key : keys) {
            if (section.has(key)) {
                section.fault(key, "contradiction", why);
            }
        }
    }
}
