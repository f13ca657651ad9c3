package io.psephos.coordinator.jobfile;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of plain scalars by the core schema of YAML 1.2. */
final class YamlScalars {
    /** As many as a number in JSON may have. */
    static final int MOST_DIGITS = 1000;

    private static final String TAGS = "tag:yaml.org,2002:";
    private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern INFINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(nan|NaN|NAN)");

    private YamlScalars() {}

    /** Returns the value of a plain scalar without a tag: null, a boolean, a number or the text itself. */
    static @Nullable Object resolved(String text) {
        if (NULL.matcher(text).matches()) {
            return null;
        }
        if (TRUE.matcher(text).matches() || FALSE.matcher(text).matches()) {
            return TRUE.matcher(text).matches();
        }
        if (DECIMAL.matcher(text).matches()) {
            return whole(text, 10);
        }
        if (OCTAL.matcher(text).matches()) {
            return whole(text.substring(2), 8);
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return whole(text.substring(2), 16);
        }
        if (FLOAT.matcher(text).matches()) {
            return Double.valueOf(text);
        }
        if (INFINITE.matcher(text).matches()) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return NOT_A_NUMBER.matcher(text).matches() ? (Object) Double.NaN : text;
    }

    /** Whether the text is a number with more digits than are read. */
    static boolean isOverlong(String text) {
        return text.length() > MOST_DIGITS
                && (DECIMAL.matcher(text).matches()
                        || OCTAL.matcher(text).matches()
                        || HEXADECIMAL.matcher(text).matches()
                        || FLOAT.matcher(text).matches());
    }

    /** Returns the value that the tag makes of the text; nothing where it does not fit, or is of no schema. */
    static Optional<Tagged> tagged(String tag, String text) {
        if (tag.equals("!") || tag.equals(TAGS + "str")) {
            return Optional.of(new Tagged(text));
        }
        Object value = resolved(text);
        boolean isFloat = value instanceof Double;
        if (value instanceof Number number && !isFloat && tag.equals(TAGS + "float")) {
            return Optional.of(new Tagged(number.doubleValue()));
        }
        boolean fits = switch (tag) {
            case TAGS + "int" -> value instanceof Number && !isFloat;
            case TAGS + "float" -> isFloat;
            case TAGS + "bool" -> value instanceof Boolean;
            case TAGS + "null" -> value == null;
            default -> false;
        };
        return fits ? Optional.of(new Tagged(value)) : Optional.empty();
    }

    /** A value that may be null. */
    record Tagged(@Nullable Object value) {}

    /** Whether the tag is that of every mapping, or of every list. */
    static boolean isOf(String tag, String collection) {
        return tag.equals("!") || tag.equals(TAGS + collection);
    }

    private static Number whole(String digits, int radix) {
        BigInteger value = new BigInteger(digits, radix);
        if (value.bitLength() < Integer.SIZE) {
            return value.intValue();
        }
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }
}
