package io.psephos.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Scheme, host and port of the server, the only one that the client connects to. */
record Origin(String text) {

    private static final int LAST_PORT = 65_535;

    /** @throws IllegalArgumentException unless the URI is {@code http(s)://host[:port]} and nothing more */
    static Origin of(URI uri) {
        if (uri.getHost() == null || uri.getScheme() == null || !isBare(uri)) {
            throw new IllegalArgumentException("server must be http(s)://host[:port], was " + uri);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("server must be http or https, was " + uri);
        }
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw new IllegalArgumentException("server's port must be 1 to " + LAST_PORT + ", was " + uri);
        }
        int port = uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
    }

    /** Whether the text is a URI of this origin. */
    boolean holds(String text) {
        try {
            URI uri = URI.create(text);
            return uri.isAbsolute()
                    && uri.getHost() != null
                    && of(new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null))
                            .equals(this)
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException | URISyntaxException e) {
            return false;
        }
    }

    /**
     * Returns the URI of an absolute path.
     *
     * @throws PsephosClientException for anything but an absolute path
     */
    URI resolve(String path) {
        if (!path.startsWith("/")) {
            throw new PsephosClientException("links must be absolute paths, was '" + path + "'");
        }
        try {
            return URI.create(text + path);
        } catch (IllegalArgumentException e) {
            throw new PsephosClientException("links must be absolute paths, was '" + path + "'", e);
        }
    }

    /** Whether the text is an absolute path, which {@link #resolve} takes. */
    boolean leadsTo(String path) {
        try {
            return path != null
                    && path.startsWith("/")
                    && URI.create(text + path).getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Host and port, as in messages. */
    String place() {
        return text.substring(text.indexOf("://") + 3);
    }

    private static boolean isBare(URI uri) {
        return uri.getUserInfo() == null
                && uri.getQuery() == null
                && uri.getFragment() == null
                && isRoot(uri.getPath());
    }

    private static boolean isRoot(@Nullable String path) {
        return path == null || path.isEmpty() || path.equals("/");
    }

    @Override
    public String toString() {
        return text;
    }
}
