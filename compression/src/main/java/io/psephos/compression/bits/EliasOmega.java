package io.psephos.compression.bits;

/**
 * The Elias omega code of whole numbers from 1 (Elias, 1975): groups of binary digits, each giving the length of the
 * next less one, then a 0. A code is a word whose lowest bits are its digits in reading order, the first one lowest,
 * and whose highest byte is their number.
 */
public final class EliasOmega {
    private static final int LENGTH_AT = 56;
    private static final long DIGITS = (1L << LENGTH_AT) - 1;

    /** Longest group that a number of 31 bits has. */
    private static final int LONGEST_GROUP = 31;

    private static final int PREFIX = 11;
    private static final int FEW = 1 << 10;
    private static final long[] CODES = codes();

    /** Number and length of the code that begins with these bits; 0 where the code is longer. */
    private static final int[] NUMBERS = numbers();

    /** Number and length of the first two groups of the code that begins with these bits. */
    private static final int[] GROUPS = groups();

    private EliasOmega() {}

    /** The code of a number from 1. */
    public static long code(int number) {
        return number < FEW ? CODES[number] : encode(number);
    }

    /** Number of digits of a code: 1 to 42. */
    public static int length(long code) {
        return (int) (code >>> LENGTH_AT);
    }

    /** Digits of a code, the first one lowest. */
    public static long digits(long code) {
        return code & DIGITS;
    }

    /** The number whose code the bits begin with, first bit lowest, times 256, plus the code's length; −1 for none. */
    public static long decode(long bits) {
        int known = NUMBERS[(int) bits & (1 << PREFIX) - 1];
        return known != 0 ? known : decodeLong(bits);
    }

    /** A code of more than {@link #PREFIX} digits, which has three groups; seldom more. */
    private static long decodeLong(long bits) {
        int groups = GROUPS[(int) bits & GROUPS.length - 1];
        long rest = bits >>> groups;
        int group = (groups >>> Byte.SIZE) + 1;
        long number = Long.reverse(rest) >>> -group;
        return (rest >>> group & 1) == 0 ? number << Byte.SIZE | (groups & 0xff) + group + 1 : decodeLongest(bits);
    }

    private static long decodeLongest(long bits) {
        long rest = bits;
        long number = 1;
        int length = 1;
        while ((rest & 1) != 0) {
            if (number >= LONGEST_GROUP) {
                return -1;
            }
            int group = (int) number + 1;
            number = Long.reverse(rest) >>> -group;
            rest >>>= group;
            length += group;
        }
        return number << Byte.SIZE | length;
    }

    private static long encode(int number) {
        long digits = 0;
        int length = 1;
        for (int n = number; n > 1; ) {
            int group = Integer.SIZE - Integer.numberOfLeadingZeros(n);
            digits = digits << group | Integer.reverse(n) >>> -group;
            length += group;
            n = group - 1;
        }
        return digits | (long) length << LENGTH_AT;
    }

    private static long[] codes() {
        long[] codes = new long[FEW];
        for (int number = 1; number < FEW; number++) {
            codes[number] = encode(number);
        }
        return codes;
    }

    private static int[] groups() {
        int[] groups = new int[1 << 6];
        for (int number = 4; number < 16; number++) {
            int length = length(CODES[number]) - 1;
            for (long bits = digits(CODES[number]); bits < groups.length; bits += 1L << length) {
                groups[(int) bits] = number << Byte.SIZE | length;
            }
        }
        return groups;
    }

    private static int[] numbers() {
        int[] numbers = new int[1 << PREFIX];
        for (int number = 1; length(CODES[number]) <= PREFIX; number++) {
            int length = length(CODES[number]);
            for (long bits = digits(CODES[number]); bits < numbers.length; bits += 1L << length) {
                numbers[(int) bits] = number << Byte.SIZE | length;
            }
        }
        return numbers;
    }
}
