package io.psephos.learning.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The type of an array's elements.
 *
 * @param size bytes of an element
 */
record ElementType(Kind kind, int size) {
    static final ElementType UNSIGNED_BYTE = new ElementType(Kind.UNSIGNED, 1);
    private static final double MOST_EXACT = 1L << 53;

    /** What the bytes of an element stand for. */
    enum Kind {
        UNSIGNED,
        SIGNED,
        FLOAT,
        BOOLEAN,
        UNICODE,
        LATIN
    }

    boolean isText() {
        return kind == Kind.UNICODE || kind == Kind.LATIN;
    }

    /** The number at the position; not a number where there is text. */
    double number(ByteBuffer values, int position) {
        return switch (kind) {
            case FLOAT -> real(values, position);
            case SIGNED -> signed(values, position);
            case BOOLEAN -> values.get(position) == 0 ? 0 : 1;
            case UNSIGNED -> unsigned(values, position);
            case UNICODE, LATIN -> Double.NaN;
        };
    }

    /** The element as text; whole numbers without a point, and nothing where it is no number. */
    String text(ByteBuffer values, int position) {
        return switch (kind) {
            case UNICODE -> unicode(values, position);
            case LATIN -> latin(values, position);
            case SIGNED -> Long.toString(signed(values, position));
            case UNSIGNED ->
                size == Long.BYTES
                        ? Long.toUnsignedString(values.getLong(position))
                        : Long.toString((long) unsigned(values, position));
            case BOOLEAN -> values.get(position) == 0 ? "0" : "1";
            case FLOAT -> text(real(values, position));
        };
    }

    private static String text(double number) {
        if (Double.isNaN(number)) {
            return "";
        }
        return Math.rint(number) == number && Math.abs(number) <= MOST_EXACT
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private String unicode(ByteBuffer values, int position) {
        StringBuilder text = new StringBuilder();
        for (int at = position; at < position + size; at += Integer.BYTES) {
            int character = values.getInt(at);
            if (character == 0) {
                break;
            }
            text.appendCodePoint(Character.isValidCodePoint(character) ? character : 0xFFFD);
        }
        return text.toString();
    }

    private String latin(ByteBuffer values, int position) {
        int end = position;
        while (end < position + size && values.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - position];
        values.get(position, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private long signed(ByteBuffer values, int position) {
        return switch (size) {
            case Byte.BYTES -> values.get(position);
            case Short.BYTES -> values.getShort(position);
            case Integer.BYTES -> values.getInt(position);
            default -> values.getLong(position);
        };
    }

    private double unsigned(ByteBuffer values, int position) {
        return switch (size) {
            case Byte.BYTES -> Byte.toUnsignedInt(values.get(position));
            case Short.BYTES -> Short.toUnsignedInt(values.getShort(position));
            case Integer.BYTES -> Integer.toUnsignedLong(values.getInt(position));
            default -> {
                long value = values.getLong(position);
                yield value >= 0 ? value : (double) (value >>> 1 | value & 1) * 2;
            }
        };
    }

    private double real(ByteBuffer values, int position) {
        return switch (size) {
            case Short.BYTES -> half(values.getShort(position));
            case Float.BYTES -> values.getFloat(position);
            default -> values.getDouble(position);
        };
    }

    /** The value of a float16: one bit of sign, five of exponent, ten of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
        return bits < 0 ? -size : size;
    }
}
