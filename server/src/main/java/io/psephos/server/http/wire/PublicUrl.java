package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The origin under which clients know this server, configured or derived from the listener, never from a request. */
public final class PublicUrl {
    private final AtomicReference<@Nullable String> issuer = new AtomicReference<>();

    /** @param configured an http or https URL without path, query and fragment, or null */
    public PublicUrl(@Nullable URI configured) {
        if (configured != null) {
            issuer.set(origin(configured));
        }
    }

    /** Sets the URL by the port that the server listens at, unless one is configured. */
    public void listeningAt(String scheme, int port) {
        issuer.compareAndSet(null, scheme + "://localhost:" + port);
    }

    /** Returns the origin, without a slash at its end. */
    public String issuer() {
        String known = issuer.get();
        if (known == null) {
            throw RefusedException.of(ProblemCode.UNAVAILABLE, "the server is starting");
        }
        return known;
    }

    /** Returns the URL of the token endpoint. */
    public String tokenEndpoint() {
        return issuer() + TokenEndpoint.PATH;
    }

    private static String origin(URI url) {
        boolean plain = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || !plain || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("public URL must be http(s)://host[:port], was " + url);
        }
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
