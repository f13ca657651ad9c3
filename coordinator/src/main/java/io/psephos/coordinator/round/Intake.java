package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.compression.Codec;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.protocol.frame.UpdateFrame;
import org.jspecify.annotations.Nullable;

/** The decoding and validation of uploaded frames. Safe for many threads. */
final class Intake {
    private final JobSpec spec;
    private final Codec codec;
    private final int parameterCount;
    private volatile Codec.@Nullable PayloadLength length;
    private final boolean isDurable;

    /** @param isDurable whether each frame's digest is written */
    Intake(JobSpec spec, ParameterLayout layout, boolean isDurable) {
        this.spec = spec;
        this.isDurable = isDurable;
        this.codec = Codecs.forJob(spec.codec(), layout);
        this.parameterCount = layout.parameterCount();
    }

    /**
     * A checked frame: well-formed with an update, or malformed with a fault.
     *
     * @param digest SHA-256 of the frame
     */
    record Examined(
            byte[] frame,
            FrameDigest digest,
            @Nullable ClientUpdate update,
            @Nullable MalformedFrameException fault) {}

    /** Returns the largest frame in bytes. */
    long frameLimit() {
        return FrameHeader.BYTES + length().max();
    }

    /** Checks a frame that a client sent for its assignment. */
    Examined examine(ClientId client, byte[] frame, long baseVersion) {
        FrameDigest digest = FrameDigest.of(frame);
        if (isDurable) {
            // Here, where many threads are, and not in the line of those that write rows.
            digest.bytes();
        }
        try {
            return new Examined(frame, digest, decode(client, frame, baseVersion), null);
        } catch (MalformedFrameException fault) {
            return new Examined(frame, digest, null, fault);
        }
    }

    /** Decodes a frame that was accepted before. */
    ClientUpdate decode(ClientId client, byte[] frame, long baseVersion) {
        Codec.PayloadLength allowed = length();
        UpdateFrame.Expected expected = new UpdateFrame.Expected(
                spec.codec().frame(),
                baseVersion,
                parameterCount,
                allowed.min(),
                allowed.max(),
                spec.training().maxExamples());
        var payload = codec.decode(UpdateFrame.payload(frame, expected), parameterCount);
        return new ClientUpdate(client, payload, UpdateFrame.header(frame).exampleCount());
    }

    /** Asked when it is needed: a user's codec may fail, which fails the job, and not whoever lists it. */
    private Codec.PayloadLength length() {
        Codec.PayloadLength known = length;
        if (known == null) {
            known = codec.lengthOf(parameterCount);
            length = known;
        }
        return known;
    }

    /** Whether a refusal by the code counts towards the malformed frames that an assignment is allowed. */
    static boolean counts(ProblemCode code) {
        return code != ProblemCode.BAD_CHECKSUM;
    }
}
