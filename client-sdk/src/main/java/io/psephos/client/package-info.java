/**
 * The client SDK, for federated learning in any JVM app: {@code PsephosClient.builder()…build().takePart(trainer)}.
 *
 * <p>A data directory holds {@code client.key} (the Ed25519 key, for the owner only), {@code client.json} (who the key
 * is at which server), {@code client.lock}, under {@code pending} each frame that was made but not answered for good,
 * with the artefacts that go before it, and under {@code residuals} what the client remembers of its jobs.
 */
@NullMarked
package io.psephos.client;

import org.jspecify.annotations.NullMarked;
