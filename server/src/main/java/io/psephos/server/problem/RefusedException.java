package io.psephos.server.problem;

import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The exception for a refused call, with the problem that its caller gets. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, Object> members;
    private final transient Map<String, String> headers;

    private RefusedException(Problem problem, Map<String, Object> members, Map<String, String> headers) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
        this.members = members;
        this.headers = headers;
    }

    public static RefusedException of(ProblemCode code, String detail) {
        return of(code, detail, null);
    }

    /** @param value the value that the caller sent, never a secret */
    public static RefusedException of(ProblemCode code, String detail, @Nullable String value) {
        return of(Problem.of(code, detail, value));
    }

    public static RefusedException of(Problem problem) {
        return new RefusedException(problem, Map.of(), Map.of());
    }

    /** Returns this refusal with one more member in its answer. */
    public RefusedException with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new RefusedException(problem, more, headers);
    }

    /** Returns this refusal with one more header. */
    public RefusedException withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new RefusedException(problem, members, more);
    }

    public Problem problem() {
        return problem;
    }

    public ProblemCode code() {
        return problem.code();
    }

    /** Returns the members beyond those that every problem has. */
    public Map<String, Object> members() {
        return members;
    }

    /** Returns the headers beyond those that every problem of its status has. */
    public Map<String, String> headers() {
        return headers;
    }
}
