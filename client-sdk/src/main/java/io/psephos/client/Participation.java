package io.psephos.client;

/**
 * Counts of one call of {@link PsephosClient#takePart}.
 *
 * @param rounds assignments that the client worked on
 * @param updatesAccepted updates that the server accepted
 * @param updatesRefused updates that the server refused for good
 * @param declined assignments that were given back
 * @param bytesUp bytes of all frames and of the artefacts beside them, each counted once
 * @param bytesDown bytes of all downloads of models and of the artefacts beside them
 */
public record Participation(
        long rounds, long updatesAccepted, long updatesRefused, long declined, long bytesUp, long bytesDown) {}
