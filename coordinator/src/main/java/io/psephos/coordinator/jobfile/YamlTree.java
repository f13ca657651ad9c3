package io.psephos.coordinator.jobfile;

import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Text;
import io.psephos.protocol.Utf8;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** A YAML document that becomes maps, lists and scalars, event by event; what cannot be read is told with its place. */
final class YamlTree {
    private static final int MAX_DEPTH = 32;

    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable Object root;
    private boolean hasDocument;
    private int line = 1;
    private int column = 1;

    private YamlTree() {}

    /**
     * The mapping in the text; empty where there is nothing.
     *
     * @throws MalformedTextException when the text is no YAML, with the nearest key, line and column
     * @throws InvalidJobException when it is no mapping, or has aliases
     */
    static Map<?, ?> of(String yaml) {
        for (int i = 0; i < yaml.length(); i += Character.charCount(yaml.codePointAt(i))) {
            if (!StreamReader.isPrintable(yaml.codePointAt(i))) {
                throw Utf8.at(yaml, i, String.format("the character U+%04X is not printable", yaml.codePointAt(i)));
            }
        }
        YamlTree tree = new YamlTree();
        tree.read(yaml);
        if (tree.root instanceof Map<?, ?> map) {
            return map;
        }
        if (tree.root == null) {
            return Map.of();
        }
        throw new InvalidJobException(List.of(
                new Violation("", "bad-syntax", "line 1, column 1: a job file is a mapping of keys to values")));
    }

    private void read(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(yaml).iterator();
            while (events.hasNext()) {
                see(events.next());
            }
        } catch (MarkedYamlEngineException e) {
            e.getProblemMark().or(e::getContextMark).ifPresent(this::move);
            throw fault(reason(e));
        } catch (MalformedTextException | InvalidJobException e) {
            throw e;
        } catch (RuntimeException e) {
            throw fault("what follows cannot be read as YAML");
        }
    }

    private static String reason(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        return e.getContext() == null
                ? problem
                : problem + ", " + e.getContext()
                        + e.getContextMark()
                                .map(mark -> " that begins in line " + (mark.getLine() + 1))
                                .orElse("");
    }

    private void see(Event event) {
        event.getStartMark().ifPresent(this::move);
        switch (event.getEventId()) {
            case DocumentStart -> begin();
            case Alias -> throw new InvalidJobException(List.of(alias((AliasEvent) event)));
            case Scalar -> add(value((ScalarEvent) event));
            case MappingStart -> open((CollectionStartEvent) event, "map", new Mapping());
            case SequenceStart -> open((CollectionStartEvent) event, "seq", new Sequence());
            case MappingEnd, SequenceEnd -> add(levels.removeLast().content());
            default -> {}
        }
    }

    private void begin() {
        if (hasDocument) {
            throw fault("a job file is one document, and here begins another");
        }
        hasDocument = true;
    }

    private Violation alias(AliasEvent alias) {
        MalformedTextException fault = fault("a job file has no aliases, had *"
                + Text.printable(alias.getAlias().getValue()));
        return new Violation(fault.key(), "bad-syntax", fault.fault());
    }

    private void open(CollectionStartEvent event, String kind, Level level) {
        Optional<String> tag = event.getTag().filter(given -> !YamlScalars.isOf(given, kind));
        if (tag.isPresent()) {
            throw misfit(tag.get());
        }
        if (levels.peekLast() instanceof Mapping mapping && !mapping.awaitsValue) {
            throw fault("a key must be text, and was a " + (kind.equals("map") ? "mapping" : "list"));
        }
        if (levels.size() == MAX_DEPTH) {
            throw fault("a job file is at most " + MAX_DEPTH + " levels deep");
        }
        levels.addLast(level);
    }

    private @Nullable Object value(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (!Utf8.has(text)) {
            throw fault("half of a surrogate pair is no character");
        }
        Optional<String> tag = scalar.getTag();
        if (tag.isEmpty() && !scalar.isPlain()) {
            return text;
        }
        if (YamlScalars.isOverlong(text)) {
            throw fault("a number has at most " + YamlScalars.MOST_DIGITS + " digits");
        }
        if (tag.isEmpty()) {
            return YamlScalars.resolved(text);
        }
        return YamlScalars.tagged(tag.get(), text)
                .orElseThrow(() -> misfit(tag.get()))
                .value();
    }

    private MalformedTextException misfit(String tag) {
        return fault("the tag " + Text.printable(tag.replace("tag:yaml.org,2002:", "!!")) + " does not fit here");
    }

    private void add(@Nullable Object value) {
        Level level = levels.peekLast();
        if (level == null) {
            root = value;
        } else {
            level.add(value, this);
        }
    }

    private void move(Mark mark) {
        line = mark.getLine() + 1;
        column = mark.getColumn() + 1;
    }

    private MalformedTextException fault(String reason) {
        StringBuilder key = new StringBuilder();
        for (Level level : levels) {
            String step = level.step();
            key.append(key.isEmpty() || step.isEmpty() || step.startsWith("[") ? "" : ".")
                    .append(step);
        }
        return new MalformedTextException(key.toString(), line, column, reason);
    }

    /** A mapping or a list that is not complete yet. */
    private sealed interface Level {
        void add(@Nullable Object value, YamlTree tree);

        /** The name or index of the last entry. */
        String step();

        Object content();
    }

    private static final class Mapping implements Level {
        private final Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        private final Map<@Nullable Object, Integer> lines = new HashMap<>();
        private @Nullable Object key;
        private boolean awaitsValue;

        @Override
        public void add(@Nullable Object value, YamlTree tree) {
            if (awaitsValue) {
                entries.put(key, value);
            } else {
                key = value;
                Integer before = lines.putIfAbsent(key, tree.line);
                if (before != null) {
                    throw tree.fault("the key stands twice, first in line " + before);
                }
            }
            awaitsValue = !awaitsValue;
        }

        @Override
        public String step() {
            return lines.isEmpty() ? "" : Text.printable(String.valueOf(key));
        }

        @Override
        public Object content() {
            return entries;
        }
    }

    private static final class Sequence implements Level {
        private final List<@Nullable Object> values = new ArrayList<>();

        @Override
        public void add(@Nullable Object value, YamlTree tree) {
            values.add(value);
        }

        @Override
        public String step() {
            return "[" + values.size() + "]";
        }

        @Override
        public Object content() {
            return values;
        }
    }
}
