package io.psephos.coordinator.job;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.AttackKind;
import io.psephos.protocol.JobSpec.EvaluationData;
import io.psephos.protocol.JobSpec.Rule;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.List;

/** Parts of a spec that have no meaning together. */
final class Composition {
    private final List<Violation> faults = new ArrayList<>();

    private Composition() {}

    static List<Violation> faults(JobSpec spec) {
        Composition composition = new Composition();
        composition.votes(spec);
        composition.roster(spec);
        composition.evaluation(spec);
        composition.simulation(spec);
        return composition.faults;
    }

    private void votes(JobSpec spec) {
        boolean majority = spec.aggregation().rule() == Rule.MAJORITY_VOTE;
        if (majority && !spec.codec().scheme().isVote()) {
            refuse(
                    "aggregation.rule",
                    "majority-vote counts votes, and " + spec.codec().scheme() + " sends none");
        }
        if (majority && spec.aggregation().weights() == Weights.EXAMPLES) {
            refuse("aggregation.weights", "in majority-vote every client has one vote");
        }
        if (2L * spec.robustness().byzantine() >= spec.schedule().cohort()) {
            refuse(
                    "robustness.byzantine",
                    "must be below half of the cohort of " + spec.schedule().cohort() + ", was "
                            + spec.robustness().byzantine());
        }
    }

    private void roster(JobSpec spec) {
        if (!spec.participants().hasRoster()) {
            return;
        }
        int size = spec.participants().roster().size();
        if (spec.schedule().cohort() > size) {
            refuse(
                    "schedule.cohort",
                    "must be at most the roster's " + size + ", was "
                            + spec.schedule().cohort());
        }
        if (spec.schedule().quorum() != spec.schedule().cohort()) {
            refuse("schedule.quorum", "is the cohort in a job with a roster");
        }
        if (spec.schedule().overSelect() != 1) {
            refuse("schedule.overSelect", "is 1 in a job with a roster");
        }
    }

    private void evaluation(JobSpec spec) {
        if (spec.evaluation().data() == EvaluationData.NONE
                && spec.stop().accuracy().isPresent()) {
            refuse("stop.accuracy", "needs an evaluation");
        }
    }

    private void simulation(JobSpec spec) {
        JobSpec.Simulation simulation = spec.simulation();
        if (simulation.attack().clients() > simulation.clients()) {
            refuse("simulation.attack.clients", "must be at most the " + simulation.clients() + " clients");
        }
        if (simulation.attack().kind() == AttackKind.NONE && simulation.attack().clients() > 0) {
            refuse("simulation.attack.kind", "says none, yet clients attack");
        }
    }

    private void refuse(String path, String detail) {
        faults.add(new Violation(path, "contradiction", detail));
    }
}
