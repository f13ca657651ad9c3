package io.psephos.simulation.sweep;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.learning.data.NaturalClients;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Sha256;
import io.psephos.simulation.store.JobText;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The digests of all that runs follow from: the job with its seed, the data, the program and what users add to it. */
final class RunKey {
    private static final int BYTES = 16;

    private RunKey() {}

    /**
     * @param data digest of the data set
     * @param plugins digest of users' own code; empty where there is none
     */
    static String of(JobSpec spec, String data, String version, String plugins) {
        String text = JobText.of(spec) + " " + data + " " + version;
        return hex(Sha256.of(plugins.isEmpty() ? text : text + " " + plugins));
    }

    /** The digest of a data set: its examples in their order, and which of them are held out or whose. */
    static String of(DataSet data) {
        MessageDigest digest = Sha256.start();
        add(digest, data.training());
        add(digest, data.heldOut());
        data.clients().ifPresent(clients -> add(digest, clients));
        return hex(digest.digest());
    }

    private static void add(MessageDigest digest, Examples examples) {
        int features = examples.featureCount();
        float[] row = new float[features];
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * features + Integer.BYTES);
        digest.update(ByteBuffer.allocate(3 * Integer.BYTES)
                .putInt(examples.count())
                .putInt(features)
                .putInt(examples.classCount())
                .flip());
        for (int i = 0; i < examples.count(); i++) {
            examples.read(i, row);
            bytes.clear();
            bytes.asFloatBuffer().put(row);
            bytes.putInt(Float.BYTES * features, examples.label(i));
            digest.update(bytes);
        }
    }

    private static void add(MessageDigest digest, NaturalClients clients) {
        for (int[] share : clients.shares()) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (share.length + 1));
            bytes.putInt(share.length);
            bytes.asIntBuffer().put(share);
            digest.update(bytes.clear());
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }
}
