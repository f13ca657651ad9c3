package io.psephos.robustness.filter;

import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;
import io.psephos.robustness.filter.FilterState.Agreement;
import io.psephos.robustness.filter.LipschitzState.Sent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What filters know, in pieces of bytes: one of numbers, one for each update that is remembered, one for each client's
 * agreement. A verdict changes few of them. Each begins with the version of its form, 1.
 */
public final class FilterStateBytes {
    private static final int VERSION = 1;
    private static final String NUMBERS = "filters";
    private static final String LAST = "last";
    private static final String PREVIOUS = "previous/";
    private static final String AGREEMENT = "agreement/";

    private final Function<Payload, byte[]> encode;
    private final Function<byte[], Payload> decode;

    /** @param decode gives back what was encoded, without loss */
    public FilterStateBytes(Function<Payload, byte[]> encode, Function<byte[], Payload> decode) {
        this.encode = encode;
        this.decode = decode;
    }

    /** The pieces in which a state differs from the one before, by name; an empty one is there no longer. */
    public Map<String, byte[]> changes(FilterState before, FilterState after) {
        Map<String, byte[]> pieces = new LinkedHashMap<>();
        byte[] numbers = numbers(after);
        if (!Arrays.equals(numbers(before), numbers)) {
            pieces.put(NUMBERS, numbers);
        }
        Payload last = after.lipschitz().last();
        if (last != before.lipschitz().last()) {
            pieces.put(LAST, last == null ? new byte[0] : written(out -> out.write(encode.apply(last))));
        }
        Map<ClientId, Sent> sent = after.lipschitz().previous();
        changes(PREVIOUS, before.lipschitz().previous(), sent, this::sent, pieces);
        changes(AGREEMENT, before.agreements(), after.agreements(), FilterStateBytes::agreement, pieces);
        return pieces;
    }

    /**
     * The state of all its pieces.
     *
     * @throws IllegalArgumentException for a piece that nobody wrote like this
     */
    public FilterState read(Map<String, byte[]> pieces) {
        SortedMap<ClientId, Sent> previous = new TreeMap<>();
        Map<ClientId, Agreement> agreements = new HashMap<>();
        Payload last = null;
        for (Map.Entry<String, byte[]> piece : pieces.entrySet()) {
            String name = piece.getKey();
            if (name.startsWith(PREVIOUS)) {
                previous.put(clientOf(name), read(piece, in -> new Sent(in.readLong(), payload(in))));
            } else if (name.startsWith(AGREEMENT)) {
                agreements.put(clientOf(name), read(piece, in -> new Agreement(in.readDouble(), in.readLong())));
            } else if (name.equals(LAST)) {
                last = read(piece, this::payload);
            } else if (!name.equals(NUMBERS)) {
                throw new IllegalArgumentException("filters keep no piece '" + name + "'");
            }
        }
        byte[] numbers = pieces.get(NUMBERS);
        Numbers known = numbers == null ? Numbers.NONE : read(Map.entry(NUMBERS, numbers), Numbers::read);
        return new FilterState(
                known.normBound,
                known.recent,
                new LipschitzState(
                        known.coefficients, previous, last, known.step, known.stepVersion, known.refusedInARow),
                agreements);
    }

    private static <V> void changes(
            String prefix,
            Map<ClientId, V> before,
            Map<ClientId, V> after,
            Function<V, byte[]> write,
            Map<String, byte[]> pieces) {
        after.forEach((client, value) -> {
            if (value != before.get(client)) {
                pieces.put(prefix + client, write.apply(value));
            }
        });
        before.keySet().stream()
                .filter(client -> !after.containsKey(client))
                .forEach(client -> pieces.put(prefix + client, new byte[0]));
    }

    private record Numbers(
            double normBound,
            List<ClientId> recent,
            SortedMap<ClientId, Double> coefficients,
            double step,
            long stepVersion,
            int refusedInARow) {
        static final Numbers NONE = new Numbers(0, List.of(), new TreeMap<>(), 0, -1, 0);

        static Numbers read(DataInputStream in) throws IOException {
            double normBound = in.readDouble();
            double step = in.readDouble();
            long stepVersion = in.readLong();
            int refusedInARow = in.readInt();
            List<ClientId> recent = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                recent.add(new ClientId(in.readUTF()));
            }
            SortedMap<ClientId, Double> coefficients = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                coefficients.put(new ClientId(in.readUTF()), in.readDouble());
            }
            return new Numbers(normBound, recent, coefficients, step, stepVersion, refusedInARow);
        }
    }

    private static byte[] numbers(FilterState state) {
        LipschitzState lipschitz = state.lipschitz();
        return written(out -> {
            out.writeDouble(state.normBound());
            out.writeDouble(lipschitz.step());
            out.writeLong(lipschitz.stepVersion());
            out.writeInt(lipschitz.refusedInARow());
            out.writeInt(state.recent().size());
            for (ClientId client : state.recent()) {
                out.writeUTF(client.value());
            }
            out.writeInt(lipschitz.coefficients().size());
            for (Map.Entry<ClientId, Double> one : lipschitz.coefficients().entrySet()) {
                out.writeUTF(one.getKey().value());
                out.writeDouble(one.getValue());
            }
        });
    }

    private byte[] sent(Sent sent) {
        return written(out -> {
            out.writeLong(sent.baseVersion());
            out.write(encode.apply(sent.payload()));
        });
    }

    private static byte[] agreement(Agreement agreement) {
        return written(out -> {
            out.writeDouble(agreement.sum());
            out.writeLong(agreement.rounds());
        });
    }

    private Payload payload(DataInputStream in) throws IOException {
        return decode.apply(in.readAllBytes());
    }

    private static ClientId clientOf(String name) {
        return new ClientId(name.substring(name.indexOf('/') + 1));
    }

    private interface Form {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    private static byte[] written(Form form) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            form.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(Map.Entry<String, byte[]> piece, Reader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece.getValue()))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw broken(piece, "has the unknown form " + version, null);
            }
            T value = reader.read(in);
            if (in.available() > 0) {
                throw broken(piece, "has " + in.available() + " bytes too many", null);
            }
            return value;
        } catch (IOException e) {
            throw broken(piece, "ends too early", e);
        }
    }

    private static IllegalArgumentException broken(
            Map.Entry<String, byte[]> piece, String why, @Nullable IOException cause) {
        return new IllegalArgumentException("piece '" + piece.getKey() + "' of what filters know " + why, cause);
    }
}
