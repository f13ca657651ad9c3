package io.psephos.server.http.operator;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, oldest first.
 *
 * @param next cursor of the next page; null on the last
 */
record Page<T>(List<T> items, @Nullable String next) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    /** Returns the page that cursor and limit ask for, of a list that only grows at its end. */
    static <S, T> Page<T> of(
            List<S> all, @Nullable String cursor, @Nullable String limit, Function<? super S, ? extends T> view) {
        int from = cursor == null ? 0 : (int) number("cursor", cursor, 0, Integer.MAX_VALUE);
        int count = limit == null ? DEFAULT_LIMIT : (int) number("limit", limit, 1, MAX_LIMIT);
        int start = Math.min(from, all.size());
        int end = (int) Math.min(all.size(), (long) start + count);
        List<T> items = all.subList(start, end).stream().<T>map(view).toList();
        return new Page<>(items, end < all.size() ? Integer.toString(end) : null);
    }

    /**
     * The requested page of a list whose rows carry their position.
     *
     * @param after position of the last row of the page before
     */
    record Wish(long after, int limit) {
        static Wish of(@Nullable String cursor, @Nullable String limit) {
            return new Wish(
                    cursor == null ? 0 : number("cursor", cursor, 0, Long.MAX_VALUE),
                    limit == null ? DEFAULT_LIMIT : (int) number("limit", limit, 1, MAX_LIMIT));
        }

        /** Returns how many rows must be read to know whether the page is the last. */
        int probe() {
            return limit + 1;
        }

        <S, T> Page<T> page(List<S> probed, ToLongFunction<? super S> place, Function<? super S, ? extends T> view) {
            List<S> rows = probed.subList(0, Math.min(limit, probed.size()));
            boolean more = probed.size() > limit;
            return new Page<>(
                    rows.stream().<T>map(view).toList(),
                    more ? Long.toString(place.applyAsLong(rows.getLast())) : null);
        }
    }

    private static long number(String parameter, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw RefusedException.of(ProblemCode.BAD_REQUEST, parameter + " is out of range", text);
    }
}
