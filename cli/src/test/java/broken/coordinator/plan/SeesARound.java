package broken.coordinator.plan;

/** Breaks the table of rooms: what a job is compiled to knows nothing of who runs it. */
class SeesARound {
    broken.coordinator.round.Round round = new broken.coordinator.round.Round();
}
