package io.psephos.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parser of the protocol's tables. */
final class ProtocolTables {
    private static final String LATER = "⏳";
    private static final Pattern CALL = Pattern.compile("([A-Z]+(?:(?: · |/)[A-Z]+)*) (\\S+)");
    private static final Pattern CHOICE = Pattern.compile("\\{([^{}]*,[^{}]*)}");
    private static final Pattern NOT_YET = Pattern.compile("\\(" + LATER + " ([a-z, ]+)\\).*");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]*");

    private final Map<String, Boolean> rows = new LinkedHashMap<>();
    private String base = "";

    private ProtocolTables() {}

    /**
     * Every row by its name, in the order of the text, and whether it stands: what is marked as coming later does not.
     *
     * @throws IllegalArgumentException for a table or a cell of a form that is not known here
     */
    static Map<String, Boolean> rows(String markdown) {
        ProtocolTables tables = new ProtocolTables();
        List<String> lines = markdown.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).startsWith("| ") && lines.get(i + 1).startsWith("|---")) {
                String kind = cells(lines.get(i)).getFirst().replace("`", "");
                tables.base = "";
                for (i += 2; i < lines.size() && lines.get(i).startsWith("|"); i++) {
                    tables.read(kind, cells(lines.get(i)));
                }
            }
        }
        return tables.rows;
    }

    private void read(String kind, List<String> cells) {
        String first = cells.getFirst();
        String rest = String.join(" | ", cells.subList(1, cells.size()));
        switch (kind) {
            case "call" -> calls(first, rest);
            case "status" -> codes(first, rest);
            case "offset" -> add("offset " + first, true);
            case "scheme" -> scheme(first);
            case "key" -> values(first, rest);
            case "command" -> commands(first, rest);
            case "action" -> actions(first);
            default -> throw new IllegalArgumentException("nobody knows how to read a table of '" + kind + "'");
        }
    }

    private void calls(String first, String rest) {
        Matcher notYet = NOT_YET.matcher(rest);
        List<String> later = notYet.matches() ? List.of(notYet.group(1).split(", ")) : List.of();
        for (Span span : Span.of(first)) {
            Matcher call = CALL.matcher(span.code());
            if (!call.matches()) {
                throw new IllegalArgumentException("no call: " + span.code());
            }
            String path = call.group(2).replaceFirst("\\?.*", "").replace("…", base);
            base = call.group(2).startsWith("/") ? path : base;
            for (String method : call.group(1).split(" · |/")) {
                for (String word : choices(path)) {
                    boolean marked = rest.startsWith(LATER)
                            || span.text().startsWith(" " + LATER)
                            || later.contains(word.substring(word.lastIndexOf('/') + 1));
                    add(method + " " + word, !marked);
                }
            }
        }
    }

    private static List<String> choices(String path) {
        Matcher choice = CHOICE.matcher(path);
        if (!choice.find()) {
            return List.of(path);
        }
        List<String> paths = new ArrayList<>();
        for (String word : choice.group(1).split(",")) {
            paths.add(path.substring(0, choice.start()) + word + path.substring(choice.end()));
        }
        return paths;
    }

    /** One code may stand more than once, at each place where it is judged. */
    private void codes(String first, String rest) {
        String[] statuses = first.split(", ");
        String[] parts = statuses.length == 1 ? new String[] {rest} : rest.split(" · ");
        if (parts.length != statuses.length) {
            throw new IllegalArgumentException("as many statuses as lists of codes: " + first);
        }
        for (int i = 0; i < parts.length; i++) {
            for (Span span : Span.of(parts[i])) {
                for (String word : span.aside() ? new String[0] : span.code().split(", ")) {
                    rows.put(statuses[i] + " " + bare(word), !word.endsWith(LATER));
                }
            }
        }
    }

    /** A first cell of {@code 8…} stands for all that come after. */
    private void scheme(String first) {
        if (!first.endsWith("…")) {
            Span span = Span.of(first).getFirst();
            add("scheme " + first.substring(0, first.indexOf(' ')) + " " + span.code(), !first.endsWith(LATER));
        }
    }

    private void values(String first, String rest) {
        List<Span> keys = Span.of(first);
        String[] parts = keys.size() == 1 ? new String[] {rest} : rest.split(" · ");
        if (parts.length != keys.size()) {
            throw new IllegalArgumentException("as many keys as lists of values: " + first);
        }
        for (int i = 0; i < parts.length; i++) {
            for (String value : listed(parts[i])) {
                add(keys.get(i).code() + " " + bare(value), !value.endsWith(LATER));
            }
        }
    }

    /** Values stand in code at the beginning, until a sentence or an explanation begins. */
    private static List<String> listed(String part) {
        List<String> values = new ArrayList<>();
        for (Span span : Span.of(part)) {
            if (!span.aside()) {
                values.addAll(
                        span.code().startsWith("{")
                                ? List.of(span.code().replaceAll("[{}]|:.*", ""))
                                : List.of(span.code().split(", ")));
            }
            if (span.ends()) {
                return values;
            }
        }
        return values;
    }

    private void commands(String first, String rest) {
        Span span = Span.of(first).getFirst();
        String[] words = span.code().split(" ");
        add(words[0] + " " + words[1], !span.text().startsWith(" " + LATER) && !rest.startsWith(LATER));
    }

    private void actions(String first) {
        for (Span span : Span.of(first)) {
            for (String word : span.code().split(", ")) {
                add("action " + bare(word), !word.endsWith(LATER));
            }
        }
    }

    private void add(String name, boolean stands) {
        if (rows.put(name, stands) != null) {
            throw new IllegalArgumentException("stands twice: " + name);
        }
    }

    private static String bare(String word) {
        String bare = word.replace(LATER, "").strip();
        if (!WORD.matcher(bare).matches()) {
            throw new IllegalArgumentException("no code or value: " + word);
        }
        return bare;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.strip().substring(1).split("(?<!\\\\)\\|")) {
            cells.add(cell.replace("\\|", "|").strip());
        }
        return cells;
    }

    /**
     * Something in code marks, and the text that follows it until the next.
     *
     * @param aside whether it stands in brackets
     * @param ends whether a sentence, a clause or what a colon announces follows it outside of brackets
     */
    private record Span(String code, String text, boolean aside, boolean ends) {
        static List<Span> of(String cell) {
            String[] pieces = cell.split("`", -1);
            List<Span> spans = new ArrayList<>();
            int depth = depth(pieces[0], 0);
            for (int i = 1; i + 1 < pieces.length; i += 2) {
                int before = depth;
                boolean ends = false;
                for (char c : pieces[i + 1].toCharArray()) {
                    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                    ends |= depth == 0 && (c == '.' || c == ';' || c == ':');
                }
                spans.add(new Span(pieces[i], pieces[i + 1], before > 0, ends));
            }
            return spans;
        }

        private static int depth(String text, int before) {
            return before
                    + (int) text.chars().filter(c -> c == '(').count()
                    - (int) text.chars().filter(c -> c == ')').count();
        }
    }
}
