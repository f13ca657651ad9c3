package io.psephos.protocol.model;

import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Text;
import io.psephos.protocol.Utf8;
import io.psephos.protocol.json.JsonText;
import io.psephos.protocol.json.ProtocolJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The header of a safetensors file: JSON that says of each tensor its type, its shape and its place in the data.
 *
 * @param tensors in the order of their data, which they fill without holes
 * @param data offset of the data in the file
 */
record SafetensorsHeader(List<Entry> tensors, int data) {
    /** Most bytes of a header. */
    static final int MOST = 1 << 20;

    private static final String METADATA = "__metadata__";
    private static final int MOST_DIGITS = 18;

    /**
     * A tensor in a file.
     *
     * @param from offset of its first byte in the data
     * @param to offset of the byte after its last
     */
    record Entry(String name, TensorType type, List<Long> shape, long from, long to) {

        /** How it is called in a message. */
        String called() {
            return "tensor '" + Text.printable(name) + "'";
        }

        /** Bytes of its data. */
        long length() {
            return to - from;
        }
    }

    SafetensorsHeader {
        tensors = List.copyOf(tensors);
    }

    /** @throws IllegalArgumentException when a tensor is of another type, by its name */
    void requireFloat32() {
        for (Entry tensor : tensors) {
            verify(tensor.type == TensorType.F32, tensor.called() + " is " + tensor.type + "; artefacts take F32 only");
        }
    }

    /** The bytes of a tensor in the file, little-endian; not to be modified. */
    ByteBuffer data(byte[] file, Entry tensor) {
        return ByteBuffer.wrap(file, data + (int) tensor.from, (int) tensor.length())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy of the bytes of a tensor in the file. */
    byte[] copy(byte[] file, Entry tensor) {
        int from = data + (int) tensor.from;
        return Arrays.copyOfRange(file, from, from + (int) tensor.length());
    }

    /**
     * The header of the file.
     *
     * @throws IllegalArgumentException when it breaks a rule of the format; what the file is instead comes first, then
     *     the tensor
     */
    static SafetensorsHeader of(byte[] file) {
        int length = length(file);
        byte[] json = Arrays.copyOfRange(file, Long.BYTES, Long.BYTES + length);
        verify(json[0] == '{', "the header must begin with {, begins with the byte " + String.format("%02X", json[0]));
        List<Entry> tensors = entries(json);
        int data = Long.BYTES + length;
        for (Entry tensor : tensors) {
            checkSize(tensor);
        }
        tensors.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
        checkPlaces(tensors, file.length - data);
        return new SafetensorsHeader(tensors, data);
    }

    /** Whether the file has a header that is longer than any that is read. */
    static boolean isOverlong(byte[] file) {
        return file.length > MOST
                && Long.compareUnsigned(announced(file), MOST) > 0
                && Long.compareUnsigned(announced(file), file.length - Long.BYTES) <= 0
                && (isMeant(file) || FileSignatures.of(file).isEmpty());
    }

    private static int length(byte[] file) {
        if (!isMeant(file)) {
            FileSignatures.of(file).ifPresent(kind -> {
                throw new IllegalArgumentException("the file is " + kind + "; it must be a safetensors file");
            });
        }
        verify(file.length > Long.BYTES, "a safetensors file has more than 8 bytes, had " + file.length);
        long announced = announced(file);
        long rest = (long) file.length - Long.BYTES;
        verify(announced != 0, "the first 8 bytes are the length of the header, and were 0");
        verify(
                Long.compareUnsigned(announced, rest) <= 0,
                "the file is cut short, or no safetensors file: its header has " + Long.toUnsignedString(announced)
                        + " bytes, and " + rest + " follow");
        verify(announced <= MOST, "a header has at most " + MOST + " bytes, had " + announced);
        return (int) announced;
    }

    /** Whether the file begins as one of the format does, possibly cut short: a length of less than 4 GB, a brace. */
    private static boolean isMeant(byte[] file) {
        return file.length > Long.BYTES && file[Long.BYTES] == '{' && announced(file) >>> Integer.SIZE == 0;
    }

    private static long announced(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static List<Entry> entries(byte[] json) {
        String text;
        try {
            text = Utf8.decode(json);
            JsonText.check(text);
        } catch (MalformedTextException e) {
            throw new IllegalArgumentException("the header is not JSON: " + e.getMessage(), e);
        }
        List<Entry> entries = new ArrayList<>();
        try (JsonParser parser = ProtocolJson.strict().createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(METADATA)) {
                    checkMetadata(parser);
                } else {
                    entries.add(entry(name, parser));
                }
            }
        }
        return entries;
    }

    private static void checkMetadata(JsonParser parser) {
        verify(
                parser.currentToken() == JsonToken.START_OBJECT,
                METADATA + " must be an object, was " + kind(parser.currentToken()));
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            verify(
                    value == JsonToken.VALUE_STRING,
                    METADATA + " is text by key, '" + Text.printable(key) + "' was " + kind(value));
        }
    }

    private static Entry entry(String name, JsonParser parser) {
        String called = "tensor '" + Text.printable(name) + "'";
        verify(
                parser.currentToken() == JsonToken.START_OBJECT,
                called + " must be an object, was " + kind(parser.currentToken()));
        TensorType type = null;
        Map<String, List<Long>> wholes = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> type = type(called, parser);
                case "shape", "data_offsets" -> wholes.put(key, wholes(called + ": " + key, parser));
                default -> parser.skipChildren();
            }
        }
        List<Long> shape = wholes.get("shape");
        List<Long> offsets = wholes.get("data_offsets");
        if (type == null || shape == null || offsets == null) {
            throw new IllegalArgumentException(
                    called + " has no " + (type == null ? "dtype" : shape == null ? "shape" : "data_offsets"));
        }
        verify(offsets.size() == 2, called + ": data_offsets are two, were " + offsets.size());
        return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private static TensorType type(String called, JsonParser parser) {
        verify(
                parser.currentToken() == JsonToken.VALUE_STRING,
                called + ": dtype must be text, was " + kind(parser.currentToken()));
        String word = parser.getString();
        return Arrays.stream(TensorType.values())
                .filter(type -> type.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        called + " is of the unknown dtype '" + Text.printable(word) + "'"));
    }

    private static List<Long> wholes(String called, JsonParser parser) {
        verify(
                parser.currentToken() == JsonToken.START_ARRAY,
                called + " must be a list, was " + kind(parser.currentToken()));
        List<Long> wholes = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonToken token = parser.currentToken();
            String text = token.isNumeric() ? parser.getString() : kind(token);
            verify(
                    token == JsonToken.VALUE_NUMBER_INT && Character.isDigit(text.charAt(0)),
                    called + " must be whole numbers from 0, had " + Text.printable(text));
            verify(text.length() <= MOST_DIGITS, called + " is out of range: " + Text.printable(text));
            wholes.add(Long.parseLong(text));
        }
        return wholes;
    }

    private static void checkSize(Entry tensor) {
        verify(
                tensor.from <= tensor.to,
                tensor.called() + " ends before it begins: data_offsets " + tensor.from + " to " + tensor.to);
        String shape = tensor.called() + " of shape " + tensor.shape + " and dtype " + tensor.type;
        long bits;
        try {
            bits = tensor.shape.stream().reduce(1L, Math::multiplyExact);
            bits = Math.multiplyExact(bits, (long) tensor.type.bits());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(shape + " is larger than any file", e);
        }
        verify(bits % Byte.SIZE == 0, shape + " does not end with a byte");
        verify(
                tensor.to - tensor.from == bits / Byte.SIZE,
                shape + " has " + bits / Byte.SIZE + " bytes, its data_offsets are " + tensor.from + " to "
                        + tensor.to);
    }

    private static void checkPlaces(List<Entry> byPlace, long length) {
        long at = 0;
        Entry before = null;
        for (Entry tensor : byPlace) {
            verify(tensor.from >= at, tensor.called() + " overlaps " + called(before) + " at byte " + tensor.from);
            verify(
                    tensor.from == at,
                    "the data has a hole from byte " + at + " to byte " + tensor.from + ", before " + tensor.called());
            at = tensor.to;
            before = tensor;
        }
        verify(at <= length, called(before) + " ends at byte " + at + " of the data, which has " + length);
        verify(at == length, "the tensors end at byte " + at + " of the data, which has " + length);
    }

    private static String called(@Nullable Entry tensor) {
        return tensor == null ? "the header" : tensor.called();
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "a number";
        };
    }

    private static void verify(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
