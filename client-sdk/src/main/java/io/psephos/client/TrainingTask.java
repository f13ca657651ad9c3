package io.psephos.client;

import io.psephos.protocol.Offer;

/**
 * What to train, and from where.
 *
 * @param parameters the flat vector of the offered version, a copy that the trainer may write to
 */
public record TrainingTask(Offer offer, float[] parameters) {}
