package io.psephos.coordinator.cohort;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The facts of a roster's members in the named state of a job: lists of numbers by position in the roster, and the
 * position of each client that had an assignment.
 */
public final class RosterFacts {
    /** The name of the piece that is there once a member was found to report no loss. */
    public static final String SILENT = "selection/silent";

    private static final String LOSS = "selection/loss";
    private static final String EXAMPLES = "selection/examples";
    private static final String COUNTED = "selection/counted";
    private static final String MEMBER = "selection/member/";

    private final List<Double> losses;
    private final List<Double> examples;
    private final List<Double> counted;

    private RosterFacts(NamedState state, int size) {
        this.losses = numbers(state, LOSS, size, Double.NaN);
        this.examples = numbers(state, EXAMPLES, size, 0);
        this.counted = numbers(state, COUNTED, size, 0);
    }

    /** Returns the facts in the state of a job whose roster has the size. */
    public static RosterFacts of(NamedState state, int size) {
        return new RosterFacts(state, size);
    }

    /** Returns the state in which the client is known to be the member at the position. */
    public static NamedState knowing(NamedState state, ClientId client, int position) {
        return position(state, client).equals(OptionalInt.of(position))
                ? state
                : state.with(MEMBER + client.value(), position);
    }

    /** Returns the position of the client in the roster; empty where it had no assignment. */
    public static OptionalInt position(NamedState state, ClientId client) {
        List<Double> position = state.numbers(MEMBER + client.value());
        return position.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(position.get(0).intValue());
    }

    /**
     * Notes that the member's update counted.
     *
     * @param published rounds published until then, that one included
     * @param loss the one that it reported; where it reported none, the last one is kept
     * @param exampleCount those of its update; where it withholds them, 0, the last ones are kept
     */
    public void count(int position, long published, OptionalDouble loss, long exampleCount) {
        counted.set(position, (double) published);
        loss.ifPresent(told -> losses.set(position, told));
        if (exampleCount > 0) {
            examples.set(position, (double) exampleCount);
        }
    }

    /** Returns the state with these facts. */
    public NamedState in(NamedState state) {
        return state.with(LOSS, losses).with(EXAMPLES, examples).with(COUNTED, counted);
    }

    /**
     * Returns the facts of each member.
     *
     * @param published rounds published until now
     */
    public List<MemberFacts> members(long published) {
        List<MemberFacts> members = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            members.add(member(i, published));
        }
        return members;
    }

    private MemberFacts member(int position, long published) {
        double loss = losses.get(position);
        long held = examples.get(position).longValue();
        long last = counted.get(position).longValue();
        return new MemberFacts(
                Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss),
                held == 0 ? OptionalLong.empty() : OptionalLong.of(held),
                last == 0 ? OptionalLong.empty() : OptionalLong.of(published - last));
    }

    private static List<Double> numbers(NamedState state, String piece, int size, double unknown) {
        List<Double> kept = state.numbers(piece);
        return new ArrayList<>(kept.size() == size ? kept : Collections.nCopies(size, unknown));
    }
}
