package io.psephos.protocol;

/** The one rule of the protocol for ids: {@code [A-Za-z0-9_-]{1,64}}. */
public final class Ids {
    private static final int MAX_LENGTH = 64;

    private Ids() {}

    /** Whether the text may stand as an id. */
    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isIdCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static void check(String what, String value) {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    what + " must be 1 to 64 of [A-Za-z0-9_-], was '" + Text.printable(value) + "'");
        }
    }

    private static boolean isIdCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
