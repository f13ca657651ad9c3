/**
 * Take part in federated jobs from any JVM app: {@code PsephosClient.builder()…build().takePart(trainer)}.
 *
 * <p>A data directory holds {@code client.key} (the Ed25519 key, for the owner only), {@code client.json} (who the key
 * is at which server), {@code client.lock}, and under {@code pending} each frame that was made but not answered for
 * good.
 */
@NullMarked
package io.psephos.client;

import org.jspecify.annotations.NullMarked;
