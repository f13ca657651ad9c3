package io.psephos.client;

import io.psephos.compression.Payload;
import io.psephos.compression.chain.StepChain;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.Safetensors;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The versions of one model, and the steps between them as far as they were told. */
final class StubModels {
    volatile String digest = "";
    volatile CarriedTensors carried = CarriedTensors.NONE;

    private final Map<Long, float[]> versions = new HashMap<>();
    private final Map<Long, byte[]> steps = new HashMap<>();
    private ParameterLayout layout = Offers.LAYOUT;

    synchronized void put(long version, ParameterLayout tensors, float[] parameters) {
        layout = tensors;
        versions.put(version, parameters);
    }

    /** Publishes the version after. */
    synchronized void step(long from, Payload step) {
        float[] parameters = versions.get(from).clone();
        step.addTo(parameters, -1f);
        versions.put(from + 1, parameters);
        steps.put(from, StepChain.frame(from, step));
    }

    synchronized float[] at(long version) {
        return versions.get(version).clone();
    }

    /** What a client is told to be the step, whatever it is. */
    synchronized void claim(long from, byte[] frame) {
        steps.put(from, frame);
    }

    synchronized Reply download(long version) throws Exception {
        byte[] file = Safetensors.write(layout, versions.get(version), carried, Map.of("version", "" + version));
        return stated(file, digest);
    }

    /** The file under the digest, its own where that is empty. */
    static Reply stated(byte[] file, String digest) throws Exception {
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(file);
        String stated = digest.isEmpty() ? Base64.getEncoder().encodeToString(sha) : digest;
        return Reply.safetensors(file).with("Repr-Digest", "sha-256=:" + stated + ":");
    }

    synchronized Reply delta(long since, long version) {
        List<byte[]> frames = new ArrayList<>();
        for (long from = since; from < version; from++) {
            byte[] frame = steps.get(from);
            if (frame == null) {
                return Reply.problem(404, "no-delta");
            }
            frames.add(frame);
        }
        byte[] chain = StepChain.chain(frames, versions.get(version));
        return new Reply(200, "application/vnd.psephos.delta", chain, Map.of());
    }
}
