package io.psephos.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.psephos.client.update.AssignedUpdate;
import io.psephos.client.update.ClientMemory;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.protocol.state.NamedState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A client's memory on disk. Pieces that follow the status of updates are written once, under the assignment whose
 * update left them, before the frame is sent; one small file per job, replaced atomically, says which of them are
 * current. Local pieces are in one file per job, replaced atomically.
 */
final class FileMemory implements ClientMemory {
    private static final String CODEC_FILE = ".residual";
    private static final String CONTROL_FILE = ".control";
    private static final String LOCAL_FILE = ".local";
    private static final String STANDING_FILE = ".json";

    /** Time after which a job counts as ended: a client without a fixed job is not told when one ends. */
    private static final Duration LONGEST_SILENCE = Duration.ofDays(90);

    private final DataDirectory directory;

    /**
     * Opens the memory and deletes that of jobs that have accepted no update for 90 days.
     *
     * @param unanswered assignments whose updates are still to be sent
     */
    FileMemory(DataDirectory data, Set<AssignmentId> unanswered, Instant now) {
        this.directory = data.within("residuals");
        forgetBefore(now.minus(LONGEST_SILENCE));
        sweep(unanswered);
    }

    @Override
    public NamedState current(JobId job) {
        return standing(job)
                .map(Standing::current)
                .map(this::read)
                .orElse(NamedState.EMPTY)
                .and(pieces(job + LOCAL_FILE));
    }

    @Override
    public void keep(AssignedUpdate update, NamedState next) {
        NamedState following = ClientMemory.following(next);
        NamedState local = ClientMemory.local(next);
        List<String> files = new ArrayList<>();
        following.bytes(CODEC).ifPresent(vector -> prepare(update.assignment() + CODEC_FILE, vector, files));
        prepare(update.assignment() + CONTROL_FILE, following.without(CODEC), files);
        prepare(update.job() + LOCAL_FILE, local, files);
        if (!files.isEmpty()) {
            directory.publish(files);
        }
        if (local.names().isEmpty()) {
            directory.delete(update.job() + LOCAL_FILE);
        }
    }

    private void prepare(String file, NamedState pieces, List<String> files) {
        if (!pieces.names().isEmpty()) {
            prepare(file, PieceFile.write(pieces), files);
        }
    }

    private void prepare(String file, byte[] content, List<String> files) {
        directory.prepare(file, content);
        files.add(file);
    }

    @Override
    public void became(AssignedUpdate update, Fate fate) {
        if (fate == Fate.ACCEPTED) {
            accepted(update);
        } else if (fate == Fate.DISCARDED) {
            discarded(update);
        } else if (fate == Fate.REFUSED) {
            refused(update);
        }
    }

    /** Notes an accepted update; the memory before it is kept until it is known whether the update was discarded. */
    private void accepted(AssignedUpdate update) {
        AssignmentId assignment = update.assignment();
        Standing old = standing(update.job()).orElse(Standing.NOTHING);
        if (assignment.equals(old.current) || files(assignment).noneMatch(directory::has)) {
            return;
        }
        store(update.job(), new Standing(assignment, old.current, update));
        forget(old.before);
    }

    private void discarded(AssignedUpdate update) {
        Standing standing = standing(update.job()).orElse(Standing.NOTHING);
        if (update.assignment().equals(standing.current)) {
            store(update.job(), new Standing(standing.before, null, null));
            forget(standing.current);
        }
    }

    private void refused(AssignedUpdate update) {
        Standing standing = standing(update.job()).orElse(Standing.NOTHING);
        if (!update.assignment().equals(standing.current)) {
            forget(update.assignment());
        }
    }

    /** Returns the update whose status decides which memory is current, if that is open. */
    Optional<AssignedUpdate> unsettled(JobId job) {
        return standing(job).map(Standing::last);
    }

    /** Deletes the memory of a job that has ended. */
    void ended(JobId job) {
        directory.delete(job + LOCAL_FILE);
        standing(job).ifPresent(standing -> {
            directory.delete(job + STANDING_FILE);
            forget(standing.current);
            forget(standing.before);
        });
    }

    private void forget(@Nullable AssignmentId assignment) {
        if (assignment != null) {
            files(assignment).forEach(directory::delete);
        }
    }

    private NamedState read(AssignmentId assignment) {
        NamedState pieces = pieces(assignment + CONTROL_FILE);
        return directory
                .read(assignment + CODEC_FILE)
                .map(vector -> pieces.with(Map.of(CODEC, vector)))
                .orElse(pieces);
    }

    private NamedState pieces(String file) {
        try {
            return directory.read(file).map(PieceFile::read).orElse(NamedState.EMPTY);
        } catch (IllegalArgumentException e) {
            throw new PsephosClientException(file + " in " + directory + " cannot be read", e);
        }
    }

    private Optional<Standing> standing(JobId job) {
        return standing(job + STANDING_FILE);
    }

    private Optional<Standing> standing(String file) {
        try {
            return directory.read(file).map(json -> ProtocolJson.lenient().readValue(json, Standing.class));
        } catch (JacksonException e) {
            throw new PsephosClientException(file + " in " + directory + " cannot be read", e);
        }
    }

    private void store(JobId job, Standing standing) {
        directory.store(job + STANDING_FILE, ProtocolJson.lenient().writeValueAsBytes(standing));
    }

    private static Stream<String> files(AssignmentId assignment) {
        return Stream.of(assignment + CODEC_FILE, assignment + CONTROL_FILE);
    }

    /** Deletes entries of jobs without a recent update; {@link #sweep} deletes their files. */
    private void forgetBefore(Instant oldest) {
        for (String kind : List.of(STANDING_FILE, LOCAL_FILE)) {
            for (String file : directory.names(kind)) {
                if (directory.lastWritten(file).isBefore(oldest)) {
                    directory.delete(file);
                }
            }
        }
    }

    /** Deletes files that no job refers to and no unsent frame needs, left over from a crash. */
    private void sweep(Set<AssignmentId> unanswered) {
        Set<AssignmentId> needed = new HashSet<>(unanswered);
        for (String file : directory.names(STANDING_FILE)) {
            standing(file).ifPresent(standing -> needed.addAll(standing.assignments()));
        }
        Set<String> files = needed.stream().flatMap(FileMemory::files).collect(Collectors.toSet());
        for (String kind : List.of(CODEC_FILE, CONTROL_FILE)) {
            for (String file : directory.names(kind)) {
                if (!files.contains(file)) {
                    directory.delete(file);
                }
            }
        }
    }

    /**
     * The current memory of a job, by the updates that left it.
     *
     * @param current the update that left the current memory; null = none
     * @param before the update to go back to if {@code current} is discarded; null = none
     * @param last the update that left {@code current}, while it may still be discarded
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Standing(
            @Nullable AssignmentId current,
            @Nullable AssignmentId before,
            @Nullable AssignedUpdate last) {
        static final Standing NOTHING = new Standing(null, null, null);

        List<AssignmentId> assignments() {
            return Stream.of(Optional.ofNullable(current), Optional.ofNullable(before))
                    .flatMap(Optional::stream)
                    .collect(Collectors.toList());
        }
    }
}
