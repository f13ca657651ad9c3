package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec.Stop;
import java.util.Map;
import java.util.OptionalDouble;

/** The keys of what finishes a job before its last round. */
final class StopKeys {
    private static final Key<Double> ACCURACY = Key.number("accuracy", 1, 0, 1)
            .usually("none: every round is run")
            .means("Accuracy of an evaluation, as a share, at which the job is finished; needs an evaluation.");

    static final Section SECTION =
            Section.of("stop", "What finishes a job before its last round.", "stop: {accuracy: 0.97}", ACCURACY);

    private StopKeys() {}

    static Stop parse(ConfigSection section) {
        Stop stop =
                new Stop(ACCURACY.isIn(section) ? OptionalDouble.of(ACCURACY.read(section)) : OptionalDouble.empty());
        section.end();
        return stop;
    }

    static Map<String, Object> render(Stop stop) {
        SectionWriter tree = new SectionWriter();
        stop.accuracy().ifPresent(accuracy -> tree.put(ACCURACY, accuracy));
        return tree.entries();
    }
}
