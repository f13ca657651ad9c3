package io.psephos.learning.data;

import io.psephos.learning.data.Recipe.Missing;
import io.psephos.learning.data.Recipe.Sources;
import io.psephos.learning.data.Recipe.Table;
import io.psephos.learning.data.Recipe.Window;
import io.psephos.learning.format.DataFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The parser of a {@code dataset.yaml}. */
final class RecipeFile {
    static final String NAME = "dataset.yaml";
    private static final Set<String> ARRAYS = Set.of("x", "y", "x_test", "y_test", "client");
    private static final double MOST_HELD_OUT = 0.9;

    private final YamlKeys keys;

    private RecipeFile(YamlKeys keys) {
        this.keys = keys;
    }

    /** @throws DataFileException with the key that is not as it must be */
    static Recipe read(Path file) {
        try {
            return of(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new DataFileException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    static Recipe of(byte[] yaml, String name) {
        return new RecipeFile(YamlKeys.of(yaml, name)).recipe();
    }

    private Recipe recipe() {
        Optional<Window> window = keys.has("text") ? Optional.of(window(keys.section("text"))) : Optional.empty();
        if (window.isPresent()) {
            for (String key : List.of("classes", "label", "scale", "missing")) {
                if (keys.has(key)) {
                    throw keys.fault(key, "must be left away beside text, whose next character is told");
                }
            }
        }
        Recipe recipe = new Recipe(
                keys.text("name"),
                sources(),
                table(),
                window,
                keys.has("test")
                        ? OptionalDouble.of(keys.number("test", Recipe.HELD_OUT, 0, MOST_HELD_OUT))
                        : OptionalDouble.empty(),
                window.map(text -> characters(text.alphabet())).orElseGet(this::classes),
                window.isPresent() ? FeatureScale.NONE : scale(),
                missing());
        keys.end();
        return recipe;
    }

    private Sources sources() {
        YamlKeys files = keys.section("files");
        Map<String, String> arrays = new LinkedHashMap<>();
        ARRAYS.stream().sorted().forEach(name -> files.text(name).ifPresent(path -> arrays.put(name, path)));
        Sources sources = new Sources(files.texts("train"), files.texts("test"), files.textsByKey("clients"), arrays);
        files.end();
        int ways = (sources.training().isEmpty() ? 0 : 1)
                + (sources.byClient().isEmpty() ? 0 : 1)
                + (arrays.isEmpty() ? 0 : 1);
        if (ways > 1) {
            throw keys.fault("files", "must have train, clients, or x and y, one of them");
        }
        if (!arrays.isEmpty() && !(arrays.containsKey("x") && arrays.containsKey("y"))
                || arrays.containsKey("x_test") != arrays.containsKey("y_test")) {
            throw keys.fault("files", "must have x and y, and both or none of x_test and y_test");
        }
        if (!sources.testing().isEmpty()
                && sources.training().isEmpty()
                && sources.byClient().isEmpty()) {
            throw keys.fault("files", "must have train or clients beside test");
        }
        List<String> all = new ArrayList<>(sources.training());
        all.addAll(sources.testing());
        all.addAll(sources.byClient().values());
        all.addAll(arrays.values());
        all.forEach(this::requireWithin);
        return sources;
    }

    private void requireWithin(String path) {
        boolean isOutside = path.isEmpty()
                || path.startsWith("/")
                || path.contains(":")
                || path.indexOf('\0') >= 0
                || List.of(path.split("[/\\\\]")).contains("..");
        if (isOutside) {
            throw keys.fault("files", "must name files in the folder of the set");
        }
    }

    private Table table() {
        List<String> columns = keys.texts("columns");
        boolean hasHeader = keys.flag("header", columns.isEmpty());
        if (hasHeader && !columns.isEmpty()) {
            throw keys.fault("columns", "must be left away where files have a header");
        }
        if (columns.stream().distinct().count() < columns.size()) {
            throw keys.fault("columns", "must be different names");
        }
        String decimal = keys.text("decimal").orElse(".");
        if (!decimal.equals(".") && !decimal.equals(",")) {
            throw keys.fault("decimal", "must be \".\" or \",\"");
        }
        return new Table(
                keys.text("delimiter").map(this::delimiter),
                decimal.equals(","),
                hasHeader,
                columns,
                keys.text("label"),
                keys.texts("client"),
                keys.texts("ignore"));
    }

    private char delimiter(String text) {
        return switch (text) {
            case "tab", "\t" -> '\t';
            case ",", "comma" -> ',';
            case ";", "semicolon" -> ';';
            case "|" -> '|';
            case " ", "space" -> ' ';
            default -> throw keys.fault("delimiter", "must be \",\", \";\", \"|\", tab or space");
        };
    }

    private static Window window(YamlKeys text) {
        String column = text.text("column").orElseThrow(() -> text.fault("column", "must be given"));
        String alphabet = text.text("alphabet").orElse(" abcdefghijklmnopqrstuvwxyz");
        boolean isDistinct = alphabet.chars().distinct().count() == alphabet.length();
        if (alphabet.length() < 2
                || alphabet.length() > 256
                || !isDistinct
                || !alphabet.equals(alphabet.toLowerCase(Locale.ROOT))) {
            throw text.fault("alphabet", "must have 2 to 256 different characters, all of them small");
        }
        Window window = new Window(
                column,
                text.whole("window", 5, 1, 1000),
                alphabet,
                text.whole("clients", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                text.whole("examples", Integer.MAX_VALUE, 1, Integer.MAX_VALUE));
        text.end();
        return window;
    }

    private static ClassRule characters(String alphabet) {
        Map<String, Integer> classes = new LinkedHashMap<>();
        for (int i = 0; i < alphabet.length(); i++) {
            classes.put(alphabet.substring(i, i + 1), i);
        }
        return new ClassRule(0, classes, List.copyOf(classes.keySet()));
    }

    private ClassRule classes() {
        if (!keys.has("classes")) {
            return ClassRule.BY_LABEL;
        }
        if (keys.isNumber("classes")) {
            return new ClassRule(keys.whole("classes", 2, 1, ClassRule.MOST_CLASSES), Map.of(), List.of());
        }
        Map<String, Integer> classes = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        if (keys.isMapping("classes")) {
            YamlKeys section = keys.section("classes");
            for (String name : section.names()) {
                section.texts(name).forEach(label -> put(classes, label, names.size()));
                names.add(name);
            }
        } else {
            keys.texts("classes").forEach(label -> put(classes, label, classes.size()));
            names.addAll(classes.keySet());
        }
        return new ClassRule(0, classes, names);
    }

    private void put(Map<String, Integer> classes, String label, int index) {
        if (classes.putIfAbsent(ClassRule.plain(label), index) != null) {
            throw keys.fault("classes", "must have each label once");
        }
    }

    private FeatureScale scale() {
        if (keys.isNumber("scale")) {
            return new FeatureScale(FeatureScale.Kind.DIVISOR, (float) keys.number("scale", 1, 1e-30, 1e30));
        }
        String word = keys.text("scale").orElse("usual");
        return switch (word) {
            case "usual" -> FeatureScale.USUAL;
            case "none" -> FeatureScale.NONE;
            case "unit" -> new FeatureScale(FeatureScale.Kind.UNIT, 1);
            case "standard" -> new FeatureScale(FeatureScale.Kind.STANDARD, 1);
            default -> throw keys.fault("scale", "must be a number to divide by, unit, standard or none");
        };
    }

    private Missing missing() {
        String word = keys.text("missing").orElse("refuse");
        return Arrays.stream(Missing.values())
                .filter(missing -> missing.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> keys.fault("missing", "must be refuse, mean, zero or drop"));
    }
}
