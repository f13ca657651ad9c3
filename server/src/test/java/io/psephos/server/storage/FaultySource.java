package io.psephos.server.storage;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.mockito.invocation.InvocationOnMock;

/**
 * A source of real connections of which one call fails: calls are counted over the source, its connections, their
 * statements and what these return. What is closed is closed, even by a call that fails.
 */
final class FaultySource {
    private static final List<Class<?>> PARTS = List.of(
            Connection.class,
            PreparedStatement.class,
            Statement.class,
            ResultSet.class,
            ResultSetMetaData.class,
            ParameterMetaData.class,
            DatabaseMetaData.class);

    private final DataSource source;
    private Fault fault = Fault.BEFORE;
    private int failing;
    private int calls;
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    FaultySource(DataSource real) {
        this.source = part(DataSource.class, real);
    }

    DataSource source() {
        return source;
    }

    /** Lets the call of this number fail, counted from 1 and from now on; 0 for none. */
    synchronized void fail(int call, Fault how) {
        failing = call;
        fault = how;
        calls = 0;
    }

    /** Whether there have been as many calls as that which was to fail. */
    synchronized boolean hasFailed() {
        return failing > 0 && calls >= failing;
    }

    /** Number of connections that were opened and not closed. */
    synchronized int open() {
        return open.size();
    }

    /** How a call fails; all but the first count only calls that leave the process. */
    enum Fault {
        /** Nothing of it is done. */
        BEFORE,
        /** It is done, but its caller is not told; no connection is given away without telling. */
        AFTER,
        /** Nothing of it is done, nor of all calls after it. */
        FROM_THEN_ON,
        /** Nothing of it is done, nor of rolling back what was done before it. */
        AND_ROLLBACK
    }

    private <T> T part(Class<T> type, Object real) {
        return mock(type, withSettings().stubOnly().defaultAnswer(call -> answer(call, real)));
    }

    private synchronized Object answer(InvocationOnMock call, Object real) throws Throwable {
        if (call.getMethod().getDeclaringClass() == Object.class) {
            return call.getMethod().invoke(real, call.getArguments());
        }
        String name = call.getMethod().getName();
        boolean fails = (fault == Fault.BEFORE || leavesTheProcess(real, name)) && fails(name);
        boolean happens = !fails || name.equals("close") || fault == Fault.AFTER && !(real instanceof DataSource);
        Object result = happens ? done(call, real) : null;
        if (fails) {
            throw new SQLException("call " + calls + " failed: " + name);
        }
        return PARTS.stream()
                .filter(part -> part.isInstance(result))
                .findFirst()
                .<Object>map(part -> part(part, result))
                .orElse(result);
    }

    /** Whether a call does more than put a parameter in its place, or take a column from a row that is there. */
    private static boolean leavesTheProcess(Object real, String name) {
        return !(real instanceof PreparedStatement && name.startsWith("set"))
                && !(real instanceof ResultSet && name.startsWith("get"));
    }

    private boolean fails(String name) {
        calls++;
        return calls == failing
                || hasFailed() && fault == Fault.FROM_THEN_ON
                || hasFailed() && fault == Fault.AND_ROLLBACK && name.equals("rollback");
    }

    private Object done(InvocationOnMock call, Object real) throws Throwable {
        try {
            Object result = call.getMethod().invoke(real, call.getArguments());
            if (real instanceof DataSource && result instanceof Connection) {
                open.add(result);
            } else if (call.getMethod().getName().equals("close")) {
                open.remove(real);
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
