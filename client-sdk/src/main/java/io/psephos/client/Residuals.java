package io.psephos.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.json.ProtocolJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What error feedback carries from update to update of a job, on disk. A vector is written once, under the assignment
 * whose update left it over, before the frame; which one counts is said by one small file a job, replaced as a whole.
 */
final class Residuals {
    private static final String VECTOR = ".residual";
    private static final String STANDING = ".json";

    /** A client that is bound to no job is not told which ones have ended. */
    private static final Duration LONGEST_SILENCE = Duration.ofDays(90);

    private final DataDirectory directory;

    /**
     * Forgets jobs that have accepted no update for 90 days.
     *
     * @param unanswered assignments whose updates are still to be sent
     */
    Residuals(DataDirectory data, Set<AssignmentId> unanswered, Instant now) {
        this.directory = data.within("residuals");
        forgetBefore(now.minus(LONGEST_SILENCE));
        sweep(unanswered);
    }

    /** What earlier updates of the job left behind; empty where none has. */
    Optional<float[]> current(JobId job) {
        return standing(job).map(Standing::current).flatMap(this::read);
    }

    /** Keeps what an update leaves over, durably, until the server has answered it. */
    void keep(AssignmentId assignment, float[] rest) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(rest.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(rest);
        directory.store(assignment + VECTOR, bytes.array());
    }

    /** What the update left over counts from now on; the one before is kept until the fate is known. */
    void accepted(PendingUpdate.Facts facts) {
        AssignmentId assignment = facts.assignment();
        Standing old = standing(facts.job()).orElse(Standing.NOTHING);
        if (assignment.equals(old.current) || !directory.has(assignment + VECTOR)) {
            return;
        }
        store(facts.job(), new Standing(assignment, old.current, facts));
        forget(old.before);
    }

    /** Forgets what an update would have left over. */
    void refused(PendingUpdate.Facts facts) {
        Standing standing = standing(facts.job()).orElse(Standing.NOTHING);
        if (!facts.assignment().equals(standing.current)) {
            forget(facts.assignment());
        }
    }

    /** The update whose fate decides what counts. */
    Optional<PendingUpdate.Facts> unsettled(JobId job) {
        return standing(job).map(Standing::last);
    }

    /** Goes back to the residual before where the update came to nothing. */
    void settle(PendingUpdate.Facts facts, Fate fate) {
        Standing standing = standing(facts.job()).orElse(Standing.NOTHING);
        if (fate == Fate.DISCARDED && facts.assignment().equals(standing.current)) {
            store(facts.job(), new Standing(standing.before, null, null));
            forget(standing.current);
        }
    }

    /** Forgets a job that asks for no update any more. */
    void ended(JobId job) {
        standing(job).ifPresent(standing -> {
            directory.delete(job + STANDING);
            forget(standing.current);
            forget(standing.before);
        });
    }

    private void forget(@Nullable AssignmentId assignment) {
        if (assignment != null) {
            directory.delete(assignment + VECTOR);
        }
    }

    private Optional<float[]> read(AssignmentId assignment) {
        return directory.read(assignment + VECTOR).map(bytes -> {
            float[] vector = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(vector);
            return vector;
        });
    }

    private Optional<Standing> standing(JobId job) {
        return standing(job + STANDING);
    }

    private Optional<Standing> standing(String file) {
        try {
            return directory.read(file).map(json -> ProtocolJson.lenient().readValue(json, Standing.class));
        } catch (JacksonException e) {
            throw new PsephosClientException(file + " in " + directory + " cannot be read", e);
        }
    }

    private void store(JobId job, Standing standing) {
        directory.store(job + STANDING, ProtocolJson.lenient().writeValueAsBytes(standing));
    }

    /** Their vectors go with the sweep. */
    private void forgetBefore(Instant oldest) {
        for (String file : directory.names(STANDING)) {
            if (directory.lastWritten(file).isBefore(oldest)) {
                directory.delete(file);
            }
        }
    }

    /** Vectors that no job speaks of and no frame waits for are left from a crash. */
    private void sweep(Set<AssignmentId> unanswered) {
        Set<String> needed = new HashSet<>();
        unanswered.forEach(assignment -> needed.add(assignment + VECTOR));
        for (String file : directory.names(STANDING)) {
            standing(file).ifPresent(standing -> needed.addAll(standing.vectors()));
        }
        for (String vector : directory.names(VECTOR)) {
            if (!needed.contains(vector)) {
                directory.delete(vector);
            }
        }
    }

    /**
     * Which vectors of a job count.
     *
     * @param current left over by this update; null = zeros
     * @param before in case {@code current} is discarded; null = zeros
     * @param last the update that left {@code current} over, as long as it may be discarded
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Standing(
            @Nullable AssignmentId current, @Nullable AssignmentId before, PendingUpdate.@Nullable Facts last) {
        static final Standing NOTHING = new Standing(null, null, null);

        List<String> vectors() {
            return Stream.of(Optional.ofNullable(current), Optional.ofNullable(before))
                    .flatMap(Optional::stream)
                    .map(assignment -> assignment + VECTOR)
                    .collect(Collectors.toList());
        }
    }
}
