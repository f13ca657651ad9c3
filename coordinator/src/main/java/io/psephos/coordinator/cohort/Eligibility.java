package io.psephos.coordinator.cohort;

import io.psephos.coordinator.Participant;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import java.util.HashSet;
import java.util.Set;

/** Who sees a job, and who can do it. */
public final class Eligibility {
    /** Frames that a client without a list of codecs is taken to know. */
    private static final Set<Integer> USUAL_FRAMES = Set.of(0, 1, 2, 3, 4, 6, 7);

    private final JobSpec spec;
    private final Set<String> roster;
    private final Set<String> groups;
    private final int parameterCount;

    public Eligibility(JobSpec spec, int parameterCount) {
        this.spec = spec;
        this.roster = new HashSet<>(spec.participants().roster());
        this.groups = new HashSet<>(spec.participants().groups());
        this.parameterCount = parameterCount;
    }

    /** Whether the job exists for the client. */
    public boolean sees(Participant client) {
        return spec.participants().hasRoster()
                ? client.name() != null && roster.contains(client.name())
                : groups.contains(client.group());
    }

    /** Whether the client's capabilities suffice. */
    public boolean isCapable(Participant client) {
        CodecScheme scheme = spec.codec().scheme();
        boolean knowsCodec = client.codecs().isEmpty()
                ? USUAL_FRAMES.contains(spec.codec().frame())
                : client.codecs().contains(scheme.word());
        return knowsCodec && client.maxParameters() >= parameterCount;
    }
}
