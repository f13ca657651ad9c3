package broken.coordinator.round;

import io.psephos.protocol.JobSpec;

/** Breaks the rule that the policy of a job says what follows from its mode. */
class AsksForTheMode {
    boolean waits(JobSpec.Schedule schedule) {
        return schedule.isSynchronous();
    }
}
