package io.psephos.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The reasons for which no answer came, in words: the platform's exceptions often have none. */
final class Unreachable {
    private Unreachable() {}

    /** Returns host, port and cause. */
    static String reason(Origin server, IOException failure) {
        return server.place() + ": " + cause(failure);
    }

    private static String cause(IOException failure) {
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return "the host's name is unknown";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "it takes no connection in time";
        }
        if (failure instanceof HttpTimeoutException) {
            return message(failure).orElse("it does not answer in time");
        }
        if (has(failure, ConnectException.class)) {
            return message(failure).orElse("connection refused");
        }
        if (has(failure, SSLException.class)) {
            return "TLS failed: " + message(failure).orElse("no reason is given");
        }
        if (has(failure, EOFException.class) || has(failure, ClosedChannelException.class)) {
            return "the connection was closed before the answer was whole";
        }
        return message(failure).orElse("the exchange failed");
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return causes(failure).anyMatch(kind::isInstance);
    }

    /** Returns the first message that says more than a class's name. */
    private static Optional<String> message(Throwable failure) {
        return causes(failure)
                .filter(cause -> cause.getMessage() != null)
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(text -> !text.isBlank() && !text.contains("Exception"))
                .map(text -> text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1))
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }
}
