package broken.coordinator.jobfile;

/** Breaks the table of rooms: a job file knows nothing of its rounds. */
class SeesARound {
    broken.coordinator.round.Round round = new broken.coordinator.round.Round();
}
