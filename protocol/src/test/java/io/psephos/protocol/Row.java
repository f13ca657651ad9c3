package io.psephos.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Rows of the tables in {@code docs/protocol.md} that a test exercises, each by its name: {@code "GET /api/v1/offers"},
 * {@code "409 stale"}, {@code "offset 8"}, {@code "scheme 1 sign"}, {@code "ties coin"}, {@code "action left"},
 * {@code "psephos demo"}. On a class it holds for all its tests. The build fails for rows that nobody names and for
 * names without a row.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.SOURCE)
public @interface Row {
    String[] value();
}
