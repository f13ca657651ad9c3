package io.psephos.client;

/**
 * What one call of {@link PsephosClient#takePart} came to.
 *
 * @param rounds assignments that the client worked for
 * @param updatesAccepted updates that are in their rounds' sets
 * @param updatesRefused updates that the server refused for good
 * @param declined assignments that were given back
 * @param bytesUp lengths of all frames and of artefacts beside them, each counted once
 * @param bytesDown lengths of all models and of artefacts beside them
 */
public record Participation(
        long rounds, long updatesAccepted, long updatesRefused, long declined, long bytesUp, long bytesDown) {}
