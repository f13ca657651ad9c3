package io.psephos.client;

import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.model.Safetensors;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Downloads the parameters that an offer names, and remembers the last ones. */
final class GlobalModels {
    private static final int ATTEMPTS = 3;
    private static final String SHA_256 = "sha-256=:";

    private final CoordinatorApi api;
    private final ProgressListener listener;
    private @Nullable Remembered last;

    GlobalModels(CoordinatorApi api, ProgressListener listener) {
        this.api = api;
        this.listener = listener;
    }

    /**
     * The offered parameters; whoever wants to write to them copies them.
     *
     * @throws UnavailableException when the server has them no longer, or has something else in their place
     */
    Fetched of(Offer offer) throws UnavailableException {
        Remembered known = last;
        if (known != null && known.job.equals(offer.job()) && known.version == offer.modelVersion()) {
            return new Fetched(known.parameters, 0);
        }
        last = null;
        byte[] file = download(offer);
        float[] parameters = parse(file, offer);
        last = new Remembered(offer.job(), offer.modelVersion(), parameters);
        listener.on(new Progress.ModelFetched(offer.job(), offer.modelVersion(), file.length));
        return new Fetched(parameters, file.length);
    }

    private byte[] download(Offer offer) throws UnavailableException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Answer answer = api.model(offer);
            if (answer.status() != 200) {
                throw new UnavailableException("no model version " + offer.modelVersion() + ": " + answer.summary());
            }
            if (isIntact(answer)) {
                return answer.body();
            }
        }
        throw new UnavailableException("model version " + offer.modelVersion() + " does not match its digest");
    }

    private static float[] parse(byte[] file, Offer offer) throws UnavailableException {
        try {
            return Safetensors.read(file, offer.layout());
        } catch (RuntimeException e) {
            throw new UnavailableException("model version " + offer.modelVersion() + ": " + e.getMessage());
        }
    }

    private static boolean isIntact(Answer answer) {
        return answer.headers()
                .firstValue("Repr-Digest")
                .flatMap(GlobalModels::sha256)
                .map(stated -> MessageDigest.isEqual(stated, digest(answer.body())))
                .orElse(true);
    }

    /** The SHA-256 among the digests of the header (RFC 9530), if it stands there. */
    private static Optional<byte[]> sha256(String header) {
        int from = header.indexOf(SHA_256) + SHA_256.length();
        int to = header.indexOf(':', from);
        if (from < SHA_256.length() || to < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(header.substring(from, to)));
        } catch (IllegalArgumentException e) {
            return Optional.of(new byte[0]);
        }
    }

    private static byte[] digest(byte[] file) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(file);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Parameters, and what they cost now. */
    record Fetched(float[] parameters, long bytesDown) {}

    private record Remembered(JobId job, long version, float[] parameters) {}

    /** Parameters that cannot be had: a reason to decline. */
    static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String reason) {
            super(reason);
        }
    }
}
