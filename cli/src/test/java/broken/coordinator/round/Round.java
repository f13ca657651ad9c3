package broken.coordinator.round;

/** What becomes of a job. */
public class Round {}
