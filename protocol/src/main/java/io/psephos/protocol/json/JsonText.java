package io.psephos.protocol.json;

import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Text;
import io.psephos.protocol.Utf8;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/** The reader of JSON text from outside: one value in UTF-8, no key twice; every fault has a place. */
public final class JsonText {
    /** What the parser says of its own settings and sources, which mean nothing to who wrote the text. */
    private static final Pattern OF_THE_PARSER =
            Pattern.compile(" \\((start marker|for \\w+ starting) at \\[[^\\]]*\\]\\)"
                    + "|, from `[^`]*`|: enable `[^`]*` to allow| \\(not recognized[^)]*\\)");

    private static final int MOST_SHOWN = 300;

    private JsonText() {}

    /**
     * Returns the value.
     *
     * @throws MalformedTextException when it is none, with the nearest key, line and column
     */
    public static JsonNode tree(byte[] text) {
        String decoded = Utf8.decode(text);
        check(decoded);
        return ProtocolJson.strict().readTree(decoded);
    }

    /**
     * Reads the text to its end.
     *
     * @throws MalformedTextException when it is no value, with the nearest key, line and column
     */
    public static void check(String text) {
        try (JsonParser parser = ProtocolJson.strict().createParser(text)) {
            try {
                walk(parser);
            } catch (JacksonException e) {
                throw fault(parser, e.getLocation(), reason(e, text));
            }
        }
    }

    /** The number nearest to a numeric value; infinite for one that is larger than all. */
    public static double number(JsonNode value) {
        return value.isBigInteger() ? value.bigIntegerValue().doubleValue() : value.doubleValue();
    }

    private static void walk(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw fault(parser, parser.currentLocation(), "the text is empty");
        }
        int depth = 0;
        do {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            boolean isText = token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME;
            if (isText && !Utf8.has(parser.getString())) {
                throw fault(parser, parser.currentTokenLocation(), "half of a surrogate pair is no character");
            }
            token = parser.nextToken();
            if (token != null && depth == 0) {
                throw fault(parser, parser.currentTokenLocation(), "the text goes on after its value");
            }
        } while (token != null);
    }

    private static MalformedTextException fault(JsonParser parser, @Nullable TokenStreamLocation place, String reason) {
        TokenStreamLocation at = place == null ? parser.currentLocation() : place;
        return new MalformedTextException(
                key(parser.streamReadContext()), Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), reason);
    }

    private static String key(TokenStreamContext context) {
        StringBuilder key = new StringBuilder();
        for (TokenStreamContext at = context; at != null; at = at.getParent()) {
            if (at.hasCurrentName()) {
                String name = Text.printable(at.currentName());
                key.insert(0, key.isEmpty() || key.charAt(0) == '[' ? name : name + ".");
            } else if (at.inArray() && at.hasCurrentIndex()) {
                String index = "[" + at.getCurrentIndex() + "]";
                key.insert(0, key.isEmpty() || key.charAt(0) == '[' ? index : index + ".");
            }
        }
        return key.toString();
    }

    private static String reason(JacksonException e, String text) {
        TokenStreamLocation at = e.getLocation();
        if (at != null && isAfterComma(text, (int) at.getCharOffset())) {
            return "nothing follows the comma; JSON has none before a closing bracket";
        }
        String message =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        if (message.startsWith("Duplicate ")) {
            return "the key stands twice";
        }
        String reason = OF_THE_PARSER.matcher(message).replaceAll("");
        return reason.length() <= MOST_SHOWN ? reason : reason.substring(0, MOST_SHOWN) + "…";
    }

    private static boolean isAfterComma(String text, int at) {
        if (at < 0 || at >= text.length() || text.charAt(at) != '}' && text.charAt(at) != ']') {
            return false;
        }
        return text.substring(0, at).stripTrailing().endsWith(",");
    }
}
