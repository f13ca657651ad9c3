package io.psephos.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The decoding of text that has to be UTF-8. */
public final class Utf8 {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8() {}

    /**
     * Returns the text, without a byte order mark at its beginning.
     *
     * @throws MalformedTextException with line and column of the first byte that is no UTF-8
     */
    public static String decode(byte[] bytes) {
        refuseWiderUnits(bytes);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        String marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        if (result.isError()) {
            throw at(marked, marked.length(), String.format("the byte %02X is no UTF-8", bytes[in.position()]));
        }
        return marked;
    }

    /**
     * The fault at a place of a text.
     *
     * @param index of the character
     */
    public static MalformedTextException at(String text, int index, String reason) {
        int begin = 0;
        int line = 1;
        for (int i = 0; i < index; i++) {
            char c = text.charAt(i);
            boolean isWithinBreak = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || c == '\r' && !isWithinBreak) {
                line++;
                begin = i + 1;
            }
        }
        return new MalformedTextException("", line, text.codePointCount(begin, Math.max(begin, index)) + 1, reason);
    }

    /** Whether the text has a form in UTF-8: every surrogate is half of a pair. */
    public static boolean has(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** Recognizes UTF-16 and UTF-32 by their byte order mark, or by the zeros in their first character. */
    private static void refuseWiderUnits(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        boolean isMarked = first == 0xFEFF || first == 0xFFFE;
        boolean hasZero = (bytes[0] == 0) != (bytes[1] == 0) || bytes.length >= 4 && first == 0 && bytes[3] != 0;
        if (isMarked || hasZero) {
            boolean isWide = bytes.length >= 4 && (first == 0 || bytes[2] == 0 && bytes[3] == 0);
            throw at("", 0, "the text is " + (isWide ? "UTF-32" : "UTF-16") + " and must be UTF-8");
        }
    }
}
