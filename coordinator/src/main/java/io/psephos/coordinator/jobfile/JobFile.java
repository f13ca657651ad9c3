package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Aggregation;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.JobSpec.Evaluation;
import io.psephos.protocol.JobSpec.Model;
import io.psephos.protocol.JobSpec.Optimizer;
import io.psephos.protocol.JobSpec.Participants;
import io.psephos.protocol.JobSpec.Privacy;
import io.psephos.protocol.JobSpec.Robustness;
import io.psephos.protocol.JobSpec.Schedule;
import io.psephos.protocol.JobSpec.Simulation;
import io.psephos.protocol.JobSpec.Stop;
import io.psephos.protocol.JobSpec.Training;
import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conversion between job files, as trees of maps, lists and scalars, and specs. */
public final class JobFile {
    /** Largest integer that every JSON library reads exactly. */
    static final long MAX_EXACT = (1L << 53) - 1;

    static final int MOST_CLIENTS = 1_000_000;

    static final int MOST_ROUNDS = 100_000_000;

    static final Key<String> NAME = Key.name("name", "job").means("What people call the job: in lists and in reports.");

    /** The sections in the order in which they are written. */
    static final List<Section> SECTIONS = List.of(
            ModelKeys.SECTION,
            ParticipantsKeys.SECTION,
            ScheduleKeys.SECTION,
            TrainingKeys.SECTION,
            CodecKeys.SECTION,
            AggregationKeys.SECTION,
            OptimizerKeys.SECTION,
            RobustnessKeys.SECTION,
            PrivacyKeys.SECTION,
            EvaluationKeys.SECTION,
            StopKeys.SECTION,
            SimulationKeys.SECTION);

    private final List<Violation> faults = new ArrayList<>();
    private final ConfigSection root;
    private final boolean isStored;

    private JobFile(Map<?, ?> tree, KnownExtensions extensions) {
        root = new ConfigSection("", tree, faults, extensions);
        isStored = extensions.mayBeMissing();
    }

    /**
     * Parses a tree into a spec with every default filled in.
     *
     * @throws InvalidJobException with every violation at once
     */
    public static JobSpec parse(Map<?, ?> tree) {
        return parse(tree, Extensions.NONE);
    }

    /**
     * Parses a tree that may name extensions.
     *
     * @throws InvalidJobException with every violation at once; a name that is no extension's is one
     */
    public static JobSpec parse(Map<?, ?> tree, Extensions extensions) {
        return new JobFile(tree, new KnownExtensions(extensions, false)).parse();
    }

    /**
     * Parses a tree that was rendered from a spec. Extensions that it names and that are not here, or are here with other
     * options, are stood in for, so that the job can be shown, and goes on once they are here again.
     */
    public static JobSpec restore(Map<?, ?> tree, Extensions extensions) {
        return new JobFile(tree, new KnownExtensions(extensions, true)).parse();
    }

    /** Renders the spec as a tree with every key written out; {@link #parse} takes it back. */
    public static Map<String, Object> render(JobSpec spec) {
        return new SectionWriter()
                .put(NAME, spec.name())
                .put("model", ModelKeys.render(spec.model()))
                .put("participants", ParticipantsKeys.render(spec))
                .put("schedule", ScheduleKeys.render(spec.schedule()))
                .put("training", TrainingKeys.render(spec.training()))
                .put("codec", CodecKeys.render(spec.codec()))
                .put("aggregation", AggregationKeys.render(spec.aggregation()))
                .put("optimizer", OptimizerKeys.render(spec.optimizer()))
                .put("robustness", RobustnessKeys.render(spec.robustness()))
                .put("privacy", PrivacyKeys.render())
                .put("evaluation", EvaluationKeys.render(spec.evaluation()))
                .put("stop", StopKeys.render(spec.stop()))
                .put("simulation", SimulationKeys.render(spec.simulation()))
                .entries();
    }

    private JobSpec parse() {
        String name = NAME.read(root);
        Model model = ModelKeys.parse(root.section("model"));
        ConfigSection who = root.section("participants");
        Participants asked = ParticipantsKeys.parse(who);
        Schedule schedule = ScheduleKeys.parse(root.section("schedule"), asked);
        Participants participants = SelectorKeys.parse(who, asked, schedule);
        who.end();
        Training training = TrainingKeys.parse(root.section("training"));
        Robustness robustness = RobustnessKeys.parse(root.section("robustness"));
        Codec codec = CodecKeys.parse(root.section("codec"), schedule, robustness);
        Aggregation aggregation = AggregationKeys.parse(root.section("aggregation"), codec);
        Optimizer optimizer = OptimizerKeys.parse(root.section("optimizer"), codec);
        Privacy privacy = PrivacyKeys.parse(root.section("privacy"));
        ConfigSection simulated = root.section("simulation");
        Evaluation evaluation = EvaluationKeys.parse(root.section("evaluation"), model, SimulationKeys.data(simulated));
        Stop stop = StopKeys.parse(root.section("stop"));
        Simulation simulation = SimulationKeys.parse(simulated, evaluation);
        root.end();
        JobSpec spec = new JobSpec(
                name,
                model,
                participants,
                schedule,
                training,
                codec,
                aggregation,
                optimizer,
                robustness,
                privacy,
                evaluation,
                stop,
                simulation);
        faults.addAll(CrossFieldRules.faults(spec, faults, isStored));
        if (!faults.isEmpty()) {
            throw new InvalidJobException(faults, spec);
        }
        return spec;
    }
}
