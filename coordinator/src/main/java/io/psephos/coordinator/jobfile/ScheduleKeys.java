package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec.Participants;
import io.psephos.protocol.JobSpec.Schedule;
import io.psephos.protocol.Mode;
import java.time.Duration;
import java.util.Map;

/** The keys that say when rounds open and close. */
final class ScheduleKeys {
    private static final String NOT_SYNCHRONOUS = "schedule: {mode: buffered}";

    private static final Key<Mode> MODE = Key.word("mode", Mode.SYNCHRONOUS)
            .means(
                    "`synchronous`: a round waits for its cohort; `buffered` (FedBuff): every full buffer makes a version,"
                            + " and clients train on whichever they have; `asynchronous` (FedAsync): every update makes one.");
    private static final Key<Integer> ROUNDS = Key.whole("rounds", 200, 1, JobFile.MOST_ROUNDS)
            .means("Published rounds, and so versions, until the job is finished.");
    private static final Key<Integer> COHORT = Key.whole("cohort", 20, 1, JobFile.MOST_CLIENTS)
            .usually("20; the whole roster where there is one; without bound where not synchronous")
            .means("Updates that close a synchronous round at once; else how many assignments may be open at a time.");
    private static final Key<Double> OVER_SELECT = Key.number("overSelect", 1, 1, 10)
            .means(
                    "Over-selection: clients asked for each update that is waited for; 1.3 asks 26 for a cohort of 20, so"
                            + " that stragglers hold nobody up.");
    private static final Key<Integer> QUORUM = Key.whole("quorum", 16, 1, JobFile.MOST_CLIENTS)
            .usually("four fifths of the cohort, rounded up; the cohort with a roster")
            .means("Least updates with which a round is published at its deadline; with fewer it is abandoned and asked"
                    + " anew. At most the cohort.");
    private static final Key<Integer> BUFFER = Key.whole("buffer", 10, 1, JobFile.MOST_CLIENTS)
            .means("Updates that make a version.")
            .with(NOT_SYNCHRONOUS);
    private static final Key<Integer> MAX_STALENESS = Key.whole("maxStaleness", 20, 0, 1_000_000)
            .means("Most versions that an update's base may lie behind the newest; what is staler is refused.")
            .with(NOT_SYNCHRONOUS);
    private static final Key<Duration> DEADLINE = Key.duration(
                    "deadline", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofDays(7))
            .means("How long a round waits for its cohort before a quorum will do; of each single assignment where not"
                    + " synchronous. Longer than your slowest useful client takes.");

    static final Section SECTION = Section.of(
            "schedule",
            "When a round opens, whom it waits for, and when it closes.",
            "schedule: {rounds: 100, cohort: 20, quorum: 16, overSelect: 1.3, deadline: PT5M}",
            MODE,
            ROUNDS,
            COHORT,
            OVER_SELECT,
            QUORUM,
            BUFFER,
            MAX_STALENESS,
            DEADLINE);

    private ScheduleKeys() {}

    static Schedule parse(ConfigSection section, Participants participants) {
        Mode mode = MODE.read(section);
        Schedule schedule =
                mode == Mode.SYNCHRONOUS ? cohorts(section, participants) : buffered(section, participants, mode);
        section.end();
        return schedule;
    }

    private static Schedule cohorts(ConfigSection section, Participants participants) {
        boolean roster = participants.hasRoster();
        int cohort = roster ? COHORT.read(section, participants.roster().size()) : COHORT.read(section);
        int enough = roster ? cohort : (cohort * 4 + 4) / 5;
        refuse(section, "is for schedules that are not synchronous", BUFFER, MAX_STALENESS);
        return new Schedule(
                ROUNDS.read(section),
                cohort,
                OVER_SELECT.read(section),
                section.whole(QUORUM.name(), enough, 1, cohort),
                DEADLINE.read(section));
    }

    /** Parses the schedule of an asynchronous or buffered job. */
    private static Schedule buffered(ConfigSection section, Participants participants, Mode mode) {
        boolean buffered = mode == Mode.BUFFERED;
        refuse(section, "is for synchronous schedules: here every arrival counts", QUORUM, OVER_SELECT);
        if (!buffered) {
            refuse(section, "is for buffered schedules: here every update makes a version", BUFFER);
        }
        int unbounded = participants.hasRoster() ? participants.roster().size() : JobFile.MOST_CLIENTS;
        int buffer = buffered ? BUFFER.read(section) : 1;
        return new Schedule(
                mode,
                ROUNDS.read(section),
                COHORT.read(section, unbounded),
                1,
                buffer,
                buffer,
                MAX_STALENESS.read(section),
                DEADLINE.read(section));
    }

    private static void refuse(ConfigSection section, String why, Key<?>... keys) {
        for (Key<?> key : keys) {
            if (key.isIn(section)) {
                section.fault(key.name(), "contradiction", why);
            }
        }
    }

    static Map<String, Object> render(Schedule schedule) {
        SectionWriter tree = new SectionWriter()
                .put(MODE, schedule.mode())
                .put(ROUNDS, schedule.rounds())
                .put(COHORT, schedule.cohort());
        switch (schedule.mode()) {
            case SYNCHRONOUS -> tree.put(OVER_SELECT, schedule.overSelect()).put(QUORUM, schedule.quorum());
            case BUFFERED -> tree.put(BUFFER, schedule.buffer()).put(MAX_STALENESS, schedule.maxStaleness());
            case ASYNCHRONOUS -> tree.put(MAX_STALENESS, schedule.maxStaleness());
        }
        return tree.put(DEADLINE, schedule.deadline()).entries();
    }
}
