package io.psephos.coordinator.cohort;

import io.psephos.coordinator.Participant;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The check whether a client may see a job and whether it is capable of it. */
public final class Eligibility {
    /** Scheme bytes that a client which lists no codecs is taken to support. */
    public static final Set<Integer> ASSUMED_FRAMES = Stream.of(
                    CodecScheme.FLOAT32,
                    CodecScheme.SIGN,
                    CodecScheme.TERNARY,
                    CodecScheme.SCALED_SIGN,
                    CodecScheme.FLOAT16,
                    CodecScheme.TOP_K,
                    CodecScheme.TERNGRAD)
            .map(CodecScheme::frame)
            .collect(Collectors.toUnmodifiableSet());

    private final JobSpec spec;
    private final Set<String> roster;
    private final Set<String> groups;
    private final Set<String> regularizers;
    private final int parameterCount;

    public Eligibility(JobSpec spec, int parameterCount) {
        this.spec = spec;
        this.roster = new HashSet<>(spec.participants().roster());
        this.groups = new HashSet<>(spec.participants().groups());
        this.regularizers =
                spec.training().regularizers().stream().map(Choice::word).collect(Collectors.toUnmodifiableSet());
        this.parameterCount = parameterCount;
    }

    /** Whether the client's name or group belongs to the job. */
    public boolean sees(Participant client) {
        return spec.participants().hasRoster()
                ? client.name() != null && roster.contains(client.name())
                : groups.contains(client.group());
    }

    /** Whether the client's capabilities suffice for the job's codec, regularizers and model size. */
    public boolean isCapable(Participant client) {
        boolean knowsCodec = client.codecs().isEmpty()
                ? ASSUMED_FRAMES.contains(spec.codec().frame())
                : client.codecs().contains(spec.codec().word());
        return knowsCodec
                && client.regularizers().containsAll(regularizers)
                && client.maxParameters() >= parameterCount;
    }
}
