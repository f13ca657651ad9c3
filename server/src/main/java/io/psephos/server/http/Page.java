package io.psephos.server.http;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, oldest first.
 *
 * @param next where the next page starts; null on the last
 */
record Page<T>(List<T> items, @Nullable String next) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    /** The part of a list that only grows at its end which cursor and limit ask for. */
    static <S, T> Page<T> of(
            List<S> all, @Nullable String cursor, @Nullable String limit, Function<? super S, ? extends T> view) {
        int from = cursor == null ? 0 : number("cursor", cursor, 0, Integer.MAX_VALUE);
        int count = limit == null ? DEFAULT_LIMIT : number("limit", limit, 1, MAX_LIMIT);
        int start = Math.min(from, all.size());
        int end = (int) Math.min(all.size(), (long) start + count);
        List<T> items = all.subList(start, end).stream().<T>map(view).toList();
        return new Page<>(items, end < all.size() ? Integer.toString(end) : null);
    }

    private static int number(String parameter, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw RefusedException.of(ProblemCode.BAD_REQUEST, parameter + " is out of range", text);
    }
}
