package io.psephos.protocol;

import java.math.BigDecimal;

/** Untrusted text made safe to print: at most 100 characters, control characters replaced. */
public final class Text {
    private static final int MAX_LENGTH = 100;

    private Text() {}

    /** The text as printed in a problem, a log line or a terminal. */
    public static String printable(String text) {
        return printable(text, MAX_LENGTH);
    }

    /** The whole text, control characters replaced. */
    public static String line(String text) {
        return printable(text, text.length());
    }

    private static String printable(String text, int most) {
        int end = Math.min(text.length(), most);
        StringBuilder shown = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            shown.append(isUnprintable(c) ? '\uFFFD' : c);
        }
        return shown.toString();
    }

    /** A bound in plain decimal notation. */
    public static String plain(double bound) {
        return Math.rint(bound) == bound && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : BigDecimal.valueOf(bound).stripTrailingZeros().toString();
    }

    private static boolean isUnprintable(char c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
