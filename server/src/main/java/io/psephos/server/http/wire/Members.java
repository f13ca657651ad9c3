package io.psephos.server.http.wire;

import io.psephos.protocol.Text;
import org.jspecify.annotations.Nullable;

/** Checks of JSON members that several bodies share; a violation is an {@code invalid-member}. */
public final class Members {
    private static final int MAX_NAME = 200;

    private Members() {}

    public static void require(String member, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(member + " is missing");
        }
    }

    /** Checks that a name has 1 to 200 characters, none of them a control character. */
    public static void checkName(String member, @Nullable String name) {
        if (name == null) {
            return;
        }
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    member + " must be 1 to 200 printable characters, was '" + Text.printable(name) + "'");
        }
    }
}
