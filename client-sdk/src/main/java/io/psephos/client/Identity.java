package io.psephos.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The client's identity at its server, stored in {@code client.json}.
 *
 * @param server the origin that the key belongs to, stored before the key is used there
 * @param capabilities the last ones that the server was told; null where unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Identity(
        String server,
        @Nullable ClientId clientId,
        @Nullable String issuer,
        @Nullable String tokenEndpoint,
        @Nullable Capabilities capabilities) {
    static final String FILE = "client.json";

    /** Returns the stored identity; one that is not enrolled yet where the directory is new. */
    static Identity of(DataDirectory data, Origin server) {
        Identity identity = stored(data).orElse(null);
        if (identity == null) {
            identity = new Identity(server.text(), null, null, null, null);
            identity.storeIn(data);
        }
        if (!identity.server.equals(server.text())) {
            throw new PsephosClientException("data directory " + data + " belongs to " + identity.server
                    + "; use another directory for " + server);
        }
        return identity;
    }

    Identity enrolledAs(ClientId client, String issuer, String tokenEndpoint) {
        return new Identity(server, client, issuer, tokenEndpoint, null);
    }

    Identity withCapabilities(Capabilities told) {
        return new Identity(server, clientId, issuer, tokenEndpoint, told);
    }

    boolean isEnrolled() {
        return clientId != null && issuer != null && tokenEndpoint != null;
    }

    void storeIn(DataDirectory data) {
        data.store(FILE, ProtocolJson.lenient().writeValueAsString(this).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Identity> stored(DataDirectory data) {
        try {
            return data.read(FILE).map(bytes -> ProtocolJson.lenient().readValue(bytes, Identity.class));
        } catch (JacksonException e) {
            throw new PsephosClientException(FILE + " in " + data + " cannot be read", e);
        }
    }
}
