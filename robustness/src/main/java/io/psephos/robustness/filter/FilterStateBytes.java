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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of filters' state in pieces of bytes: one of numbers, one for each update that is remembered, one for
 * each client's agreement. A verdict changes few of them. Each begins with the version of its form, 2; those of the first
 * form know of no standstill and of one update a client.
 */
public final class FilterStateBytes {
    private static final int FORM = 2;
    private static final int FIRST_FORM = 1;
    private static final String NUMBERS = "filters";
    private static final String LAST = "last";
    private static final String PREVIOUS = "previous/";
    private static final String TURNED = "previous-odd/";
    private static final String AGREEMENT = "agreement/";

    private final Function<Payload, ByteBuffer> encode;
    private final Function<byte[], Payload> decode;

    /** @param decode gives back what was encoded, without loss */
    public FilterStateBytes(Function<Payload, ByteBuffer> encode, Function<byte[], Payload> decode) {
        this.encode = encode;
        this.decode = decode;
    }

    /** The pieces in which a state differs from the one before, by name; a removed one is empty. */
    public Map<String, byte[]> changes(FilterState before, FilterState after) {
        Map<String, byte[]> pieces = new LinkedHashMap<>();
        byte[] numbers = numbers(after);
        if (!Arrays.equals(numbers(before), numbers)) {
            pieces.put(NUMBERS, numbers);
        }
        Payload last = after.lipschitz().last();
        ClientId sender = senderOfLast(after);
        if (last != before.lipschitz().last() || !Objects.equals(sender, senderOfLast(before))) {
            pieces.put(LAST, last == null ? new byte[0] : last(last, sender));
        }
        Map<String, Sent> sent = named(before.lipschitz().previous());
        named(after.lipschitz().previous()).forEach((name, update) -> {
            Sent known = sent.remove(name);
            if (known == null || isOther(known, update)) {
                pieces.put(name, sent(update));
            }
        });
        sent.keySet().forEach(name -> pieces.put(name, new byte[0]));
        changes(AGREEMENT, before.agreements(), after.agreements(), FilterStateBytes::agreement, pieces);
        return pieces;
    }

    /**
     * The state of all its pieces.
     *
     * @throws IllegalArgumentException for a piece that nobody wrote like this
     */
    public FilterState read(Map<String, byte[]> pieces) {
        Map<ClientId, Sent> previous = new TreeMap<>();
        Map<ClientId, Agreement> agreements = new HashMap<>();
        for (Map.Entry<String, byte[]> piece : pieces.entrySet()) {
            String name = piece.getKey();
            if (name.startsWith(PREVIOUS) || name.startsWith(TURNED)) {
                Sent sent = read(piece, this::sent);
                if (!name.equals(piece(clientOf(name), sent))) {
                    throw broken(piece, "has the wrong name for update " + sent.number(), null);
                }
                previous.merge(clientOf(name), sent, FilterStateBytes::joined);
            } else if (name.startsWith(AGREEMENT)) {
                agreements.put(
                        clientOf(name), read(piece, (in, form) -> new Agreement(in.readDouble(), in.readLong())));
            } else if (!name.equals(NUMBERS) && !name.equals(LAST)) {
                throw new IllegalArgumentException("filters keep no piece '" + name + "'");
            }
        }
        byte[] kept = pieces.get(LAST);
        Payload last = kept == null ? null : read(Map.entry(LAST, kept), (in, form) -> last(in, previous));
        byte[] numbers = pieces.get(NUMBERS);
        Numbers known = numbers == null ? Numbers.NONE : read(Map.entry(NUMBERS, numbers), Numbers::read);
        return new FilterState(
                known.normBound,
                known.recent,
                new LipschitzState(
                        known.coefficients,
                        previous,
                        last,
                        known.step,
                        known.stepVersion,
                        known.refusedInARow,
                        known.standstill),
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
            int refusedInARow,
            Standstill standstill) {
        static final Numbers NONE = new Numbers(0, List.of(), new TreeMap<>(), 0, -1, 0, Standstill.NONE);

        static Numbers read(DataInputStream in, int form) throws IOException {
            double normBound = in.readDouble();
            double step = in.readDouble();
            long stepVersion = in.readLong();
            int refusedInARow = in.readInt();
            List<ClientId> recent = clients(in);
            SortedMap<ClientId, Double> coefficients = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                coefficients.put(new ClientId(in.readUTF()), in.readDouble());
            }
            Standstill standstill = form == FIRST_FORM ? Standstill.NONE : standstill(in);
            return new Numbers(normBound, recent, coefficients, step, stepVersion, refusedInARow, standstill);
        }

        private static Standstill standstill(DataInputStream in) throws IOException {
            int laps = in.readInt();
            SortedSet<ClientId> heard = new TreeSet<>(clients(in));
            SortedMap<ClientId, Integer> missed = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                missed.put(new ClientId(in.readUTF()), in.readInt());
            }
            return new Standstill(heard, laps, missed);
        }

        private static List<ClientId> clients(DataInputStream in) throws IOException {
            List<ClientId> clients = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                clients.add(new ClientId(in.readUTF()));
            }
            return clients;
        }
    }

    private static byte[] numbers(FilterState state) {
        LipschitzState lipschitz = state.lipschitz();
        return written(out -> {
            out.writeDouble(state.normBound());
            out.writeDouble(lipschitz.step());
            out.writeLong(lipschitz.stepVersion());
            out.writeInt(lipschitz.refusedInARow());
            write(out, state.recent());
            out.writeInt(lipschitz.coefficients().size());
            for (Map.Entry<ClientId, Double> one : lipschitz.coefficients().entrySet()) {
                out.writeUTF(one.getKey().value());
                out.writeDouble(one.getValue());
            }
            Standstill standstill = lipschitz.standstill();
            out.writeInt(standstill.laps());
            write(out, standstill.heard());
            out.writeInt(standstill.missed().size());
            for (Map.Entry<ClientId, Integer> one : standstill.missed().entrySet()) {
                out.writeUTF(one.getKey().value());
                out.writeInt(one.getValue());
            }
        });
    }

    private static void write(DataOutputStream out, Collection<ClientId> clients) throws IOException {
        out.writeInt(clients.size());
        for (ClientId client : clients) {
            out.writeUTF(client.value());
        }
    }

    /** All that is known of what clients sent, each under the name of its piece: a client's two take turns. */
    private static Map<String, Sent> named(Map<ClientId, Sent> previous) {
        Map<String, Sent> named = new LinkedHashMap<>();
        previous.forEach((client, last) -> {
            named.put(piece(client, last), last);
            if (last.before() != null) {
                named.put(piece(client, last.before()), last.before());
            }
        });
        return named;
    }

    private static String piece(ClientId client, Sent sent) {
        return (sent.number() % 2 == 0 ? PREVIOUS : TURNED) + client;
    }

    private static boolean isOther(Sent one, Sent other) {
        return one.payload() != other.payload()
                || one.baseVersion() != other.baseVersion()
                || one.number() != other.number();
    }

    private static Sent joined(Sent one, Sent other) {
        Sent last = one.number() > other.number() ? one : other;
        return new Sent(last.baseVersion(), last.payload(), last.number(), last == one ? other : one);
    }

    private byte[] sent(Sent sent) {
        ByteBuffer payload = encode.apply(sent.payload());
        return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + payload.remaining())
                .put((byte) FORM)
                .putLong(sent.baseVersion())
                .putInt(sent.number())
                .put(payload)
                .array();
    }

    private Sent sent(DataInputStream in, int form) throws IOException {
        long baseVersion = in.readLong();
        int number = form == FIRST_FORM ? 0 : in.readInt();
        return new Sent(baseVersion, payload(in), number, null);
    }

    /** The client whose last update is the one that was accepted last, so that it need not be written twice. */
    private static @Nullable ClientId senderOfLast(FilterState state) {
        Payload last = state.lipschitz().last();
        return state.lipschitz().previous().entrySet().stream()
                .filter(sent -> sent.getValue().payload() == last)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private byte[] last(Payload last, @Nullable ClientId sender) {
        if (sender != null) {
            return written(out -> out.writeUTF(sender.value()));
        }
        ByteBuffer payload = encode.apply(last);
        return ByteBuffer.allocate(1 + Short.BYTES + payload.remaining())
                .put((byte) FORM)
                .putShort((short) 0)
                .put(payload)
                .array();
    }

    private Payload last(DataInputStream in, Map<ClientId, Sent> previous) throws IOException {
        String sender = in.readUTF();
        if (sender.isEmpty()) {
            return payload(in);
        }
        Sent sent = previous.get(new ClientId(sender));
        if (sent == null) {
            throw new IllegalArgumentException("the last update is of " + sender + ", of whom filters know none");
        }
        return sent.payload();
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
        T read(DataInputStream in, int form) throws IOException;
    }

    private static byte[] written(Form form) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            form.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(Map.Entry<String, byte[]> piece, Reader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece.getValue()))) {
            int form = in.readByte();
            if (form < FIRST_FORM || form > FORM) {
                throw broken(piece, "has the unknown form " + form, null);
            }
            T value = reader.read(in, form);
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
