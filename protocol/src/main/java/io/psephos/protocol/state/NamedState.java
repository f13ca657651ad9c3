package io.psephos.protocol.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * State that is kept from round to round, in pieces by name: float vectors, numbers, bytes. Immutable; arrays that come
 * in or go out are shared and not to be modified. A name is made of words and slashes, the owner's first:
 * {@code optimizer/momentum}, {@code feedback/residual}, {@code filter/last}. An empty piece is none.
 */
public final class NamedState {
    /** State without pieces. */
    public static final NamedState EMPTY = new NamedState(Collections.emptySortedMap());

    /** Longest name, in characters. */
    public static final int MOST_NAME = 160;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");

    private final SortedMap<String, Piece> pieces;

    private NamedState(SortedMap<String, Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * The state of such pieces, as {@link #bytes()} returns them.
     *
     * @throws IllegalArgumentException for what is no name
     */
    public static NamedState of(Map<String, byte[]> pieces) {
        return EMPTY.with(pieces);
    }

    /** Whether the piece is there. */
    public boolean has(String name) {
        return pieces.containsKey(name);
    }

    /** Names of all pieces, ascending. */
    public Set<String> names() {
        return Collections.unmodifiableSet(pieces.keySet());
    }

    /** A float vector; empty where the piece is not there. */
    public Optional<float[]> floats(String name) {
        return Optional.ofNullable(pieces.get(name)).map(Piece::floats);
    }

    /** A list of numbers; empty where the piece is not there. */
    public List<Double> numbers(String name) {
        Piece piece = pieces.get(name);
        return piece == null ? List.of() : piece.numbers();
    }

    /** A number; {@code otherwise} where the piece is not there. */
    public double number(String name, double otherwise) {
        List<Double> numbers = numbers(name);
        return numbers.isEmpty() ? otherwise : numbers.get(0);
    }

    /** The bytes of a piece; empty where it is not there. */
    public Optional<byte[]> bytes(String name) {
        return Optional.ofNullable(pieces.get(name)).map(Piece::bytes);
    }

    /** The bytes of all pieces, by name. */
    public Map<String, byte[]> bytes() {
        return changedSince(EMPTY);
    }

    /** The same state with another vector; one without coordinates removes the piece. */
    public NamedState with(String name, float[] floats) {
        return floats.length == 0 ? without(name) : put(name, Piece.of(floats));
    }

    /** The same state with other numbers; an empty list removes the piece. */
    public NamedState with(String name, List<Double> numbers) {
        return numbers.isEmpty() ? without(name) : put(name, Piece.of(numbers));
    }

    /** The same state with another number. */
    public NamedState with(String name, double number) {
        return put(name, Piece.of(List.of(number)));
    }

    /** The same state after changes as {@link #changedSince} returns them: an empty piece is removed. */
    public NamedState with(Map<String, byte[]> changes) {
        SortedMap<String, Piece> next = new TreeMap<>(pieces);
        changes.forEach((name, bytes) -> {
            if (bytes.length == 0) {
                next.remove(name);
            } else {
                next.put(checked(name), Piece.of(bytes));
            }
        });
        return new NamedState(next);
    }

    /** The same state without the piece. */
    public NamedState without(String name) {
        return only(other -> !other.equals(name));
    }

    /** The pieces whose names match. */
    public NamedState only(Predicate<String> names) {
        if (pieces.isEmpty()) {
            return this;
        }
        SortedMap<String, Piece> next = new TreeMap<>(pieces);
        return next.keySet().removeIf(names.negate()) ? new NamedState(next) : this;
    }

    /** The union of both; of pieces of one name the other's. */
    public NamedState and(NamedState other) {
        if (other.pieces.isEmpty()) {
            return this;
        }
        SortedMap<String, Piece> next = new TreeMap<>(pieces);
        next.putAll(other.pieces);
        return new NamedState(next);
    }

    /** The pieces that differ from those before, by name; a removed one is empty. */
    public Map<String, byte[]> changedSince(NamedState before) {
        if (this == before) {
            return Map.of();
        }
        Map<String, byte[]> changes = new LinkedHashMap<>();
        pieces.forEach((name, piece) -> {
            Piece known = before.pieces.get(name);
            if (known == null || !piece.equals(known)) {
                changes.put(name, piece.bytes());
            }
        });
        before.pieces.keySet().stream()
                .filter(name -> !pieces.containsKey(name))
                .forEach(name -> changes.put(name, new byte[0]));
        return changes;
    }

    private NamedState put(String name, Piece piece) {
        SortedMap<String, Piece> next = new TreeMap<>(pieces);
        next.put(checked(name), piece);
        return new NamedState(next);
    }

    private static String checked(String name) {
        if (name.length() > MOST_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name has up to " + MOST_NAME
                    + " characters, words of letters, digits, '_', '.' or '-' between slashes, was '" + name + "'");
        }
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedState && pieces.equals(((NamedState) other).pieces);
    }

    @Override
    public int hashCode() {
        return pieces.hashCode();
    }

    @Override
    public String toString() {
        return "NamedState" + pieces.keySet();
    }
}
