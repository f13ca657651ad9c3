package io.psephos.compression.chain;

import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.compression.chain.BrokenChainException.Fault;
import io.psephos.compression.sign.ScaledVotes;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.protocol.model.ModelDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Byte layout of a delta: the frames of the published steps, oldest first, nothing between them, then the 32 bytes of
 * the resulting parameters' digest. Each step is p ← p − u in float32; where u is scale × vote, multiply then subtract,
 * never fused.
 */
public final class StepChain {
    private static final int SIGNS = 3;
    private static final int TERNARY = 7;
    /** Scheme bytes of the frames in which a server may send its steps. */
    private static final Set<Integer> STEPS = Stream.concat(
                    Stream.of(SIGNS, TERNARY),
                    Arrays.stream(CodecScheme.values())
                            .filter(CodecScheme::isForSteps)
                            .map(CodecScheme::frame))
            .collect(Collectors.toCollection(TreeSet::new));

    private static final int SCHEME_AT = 5;
    private static final int LENGTH_AT = 32;
    private static final int DIGEST = 32;

    private StepChain() {}

    /**
     * The frame of the step from a version to the next: one bit a vote where no vote is zero, else two.
     *
     * @throws IllegalArgumentException for a step that is no scaled votes
     */
    public static byte[] frame(long fromVersion, Payload step) {
        Payload votes =
                step instanceof ScaledTernary scaled ? ScaledVotes.scaled(scaled.blocks(), scaled.votes()) : step;
        return encode(fromVersion, votes, scheme(votes));
    }

    /**
     * The frame of the step from a version to the next, of any scheme; scaled votes in as few bits as they need.
     *
     * @param scheme byte of the frame
     */
    public static byte[] frame(long fromVersion, Payload step, int scheme) {
        return isForAll(scheme) ? frame(fromVersion, step) : encode(fromVersion, step, scheme);
    }

    /**
     * The scheme byte of scaled votes.
     *
     * @throws IllegalArgumentException for a step that is no scaled votes
     */
    public static int scheme(Payload votes) {
        if (votes instanceof ScaledSigns) {
            return SIGNS;
        }
        if (votes instanceof ScaledTernary) {
            return TERNARY;
        }
        throw new IllegalArgumentException("a step in a chain must be scaled votes, was "
                + votes.getClass().getSimpleName());
    }

    /** Whether every client that follows deltas reads steps in such frames, not only those that list the scheme. */
    public static boolean isForAll(int scheme) {
        return scheme == SIGNS || scheme == TERNARY;
    }

    private static byte[] encode(long fromVersion, Payload step, int scheme) {
        return UpdateFrames.encode(new FrameHeader(scheme, fromVersion, step.count(), 0), step);
    }

    /**
     * The delta of consecutive steps.
     *
     * @param frames oldest first; empty where the client has the newest version
     * @param result the parameters after the last step
     */
    public static byte[] chain(List<byte[]> frames, float[] result) {
        long length = DIGEST;
        for (byte[] frame : frames) {
            length += frame.length;
        }
        ByteBuffer chain = ByteBuffer.allocate(Math.toIntExact(length));
        frames.forEach(chain::put);
        return chain.put(ModelDigest.of(result)).array();
    }

    /**
     * The parameters of {@code version}, freshly made.
     *
     * @param start the parameters of version {@code since}
     * @throws BrokenChainException when the bytes are no chain between the two, or do not lead to their digest
     */
    public static float[] apply(byte[] chain, long since, long version, float[] start, ParameterLayout layout) {
        check(since, version, start, layout);
        float[] parameters = start.clone();
        int at = 0;
        for (long base = since; base < version; base++) {
            int end = endOfFrame(chain, at);
            step(Arrays.copyOfRange(chain, at, end), base, layout).addTo(parameters, -1f);
            at = end;
        }
        if (chain.length - at != DIGEST) {
            throw malformed("a chain ends with 32 bytes of digest, had " + (chain.length - at) + " left", null);
        }
        if (!MessageDigest.isEqual(ModelDigest.of(parameters), Arrays.copyOfRange(chain, at, chain.length))) {
            throw new BrokenChainException(
                    Fault.WRONG_DIGEST, "steps from " + since + " to " + version + " lead to other parameters", null);
        }
        return parameters;
    }

    private static void check(long since, long version, float[] start, ParameterLayout layout) {
        if (since < 0 || since > version) {
            throw new IllegalArgumentException("chain must begin from 0 to " + version + ", was " + since);
        }
        if (start.length != layout.parameterCount()) {
            throw new IllegalArgumentException(
                    "parameters must number " + layout.parameterCount() + ", were " + start.length);
        }
    }

    private static int endOfFrame(byte[] chain, int at) {
        if (chain.length - at < FrameHeader.BYTES + DIGEST) {
            throw malformed("a step is missing at byte " + at + " of " + chain.length, null);
        }
        long payload = ByteBuffer.wrap(chain).order(ByteOrder.LITTLE_ENDIAN).getLong(at + LENGTH_AT);
        long room = chain.length - (long) at - FrameHeader.BYTES - DIGEST;
        if (payload < 0 || payload > room) {
            throw malformed(
                    "payload of the step at byte " + at + " must have 0 to " + room + " bytes, had "
                            + Long.toUnsignedString(payload),
                    null);
        }
        return at + FrameHeader.BYTES + (int) payload;
    }

    private static Payload step(byte[] frame, long base, ParameterLayout layout) {
        int scheme = frame[SCHEME_AT] & 0xff;
        if (!STEPS.contains(scheme)) {
            throw malformed(
                    "scheme of the step from version " + base + " must be one of " + STEPS + ", was " + scheme, null);
        }
        try {
            return UpdateFrames.decode(frame, UpdateFrames.expected(scheme, base, layout, 0), layout);
        } catch (MalformedFrameException fault) {
            String reason = "step from version " + base + ": " + fault.getMessage();
            throw fault.code() == ProblemCode.WRONG_BASE
                    ? new BrokenChainException(Fault.WRONG_BASE, reason, fault)
                    : malformed(reason, fault);
        }
    }

    private static BrokenChainException malformed(String reason, @Nullable Throwable cause) {
        return new BrokenChainException(Fault.MALFORMED, reason, cause);
    }
}
