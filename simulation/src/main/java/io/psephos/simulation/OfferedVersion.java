package io.psephos.simulation;

import io.psephos.protocol.model.Artefact;
import java.util.Map;

/**
 * A version that clients train from.
 *
 * @param parameters must not be written to
 * @param artefacts that were published beside the parameters, by name
 */
record OfferedVersion(long version, float[] parameters, Map<String, Artefact> artefacts) {}
