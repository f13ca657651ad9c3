package io.psephos.client;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.ProblemCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The exception for a permanent failure, such as a refused enrolment or an unusable data directory. */
public final class PsephosClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String code;

    PsephosClientException(String message) {
        this(message, null, null);
    }

    PsephosClientException(String message, @Nullable Throwable cause) {
        this(message, null, cause);
    }

    private PsephosClientException(String message, @Nullable String code, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Creates the exception for a final refusal by the server. */
    static PsephosClientException refused(String what, Answer answer) {
        return new PsephosClientException(what + ": " + answer.summary(), answer.code(), null);
    }

    /** Creates the exception for a server that does not know the client, and says what to do about it. */
    static PsephosClientException unknownClient(ClientId client, Settings settings, Answer answer) {
        String unused = settings.enrolmentToken() == null ? "" : " (the one given now was not used)";
        return refused(
                "the server at " + settings.server() + " does not know client " + client + ", whose key is in "
                        + settings.dataDirectory() + ": it was set up anew, or has deleted the client. To enrol again,"
                        + " take an empty data directory and a fresh enrolment token" + unused,
                answer);
    }

    /** Returns the problem code, where the server refused. */
    public Optional<String> code() {
        return Optional.ofNullable(code).filter(word -> !word.isEmpty());
    }

    /** Whether the server does not know this client by its key. */
    boolean isUnknownClient() {
        return ProblemCode.INVALID_CLIENT.word().equals(code);
    }
}
