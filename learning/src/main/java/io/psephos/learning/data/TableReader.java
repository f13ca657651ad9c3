package io.psephos.learning.data;

import io.psephos.learning.data.Recipe.Missing;
import io.psephos.learning.format.CsvFile;
import io.psephos.protocol.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A reader of examples from a table: a column of labels, perhaps one of clients, and all others numbers. */
final class TableReader implements CsvFile.Records {
    private static final Set<String> LABELS = Set.of("label", "y", "class", "target");
    private static final Set<String> MISSING = Set.of("", "?", "na", "n/a", "nan", "null");
    private static final String CLIENT = "client";

    private final CsvFile file;
    private final Recipe recipe;
    private final Words labelWords;
    private final Words clientWords;
    private final Optional<String> owner;
    private final List<float[]> rows = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<Integer> clients = new ArrayList<>();
    private List<String> names = List.of();
    private int label;
    private int[] client = {};
    private int[] features = {};
    private int missing;
    private int dropped;

    /** @param owner the client whose examples these are; empty where the table says it, if anybody does */
    TableReader(CsvFile file, Recipe recipe, Words labels, Words clients, Optional<String> owner) {
        this.file = file;
        this.recipe = recipe;
        this.labelWords = labels;
        this.clientWords = clients;
        this.owner = owner;
    }

    RawPart read() {
        file.read(this);
        return new RawPart(
                file.path().toString(),
                IntStream.of(features).mapToObj(names::get).toList(),
                new RawFeatures.Floats(rows.toArray(float[][]::new), features.length),
                labels.stream().mapToInt(Integer::intValue).toArray(),
                clients.stream().mapToInt(Integer::intValue).toArray(),
                missing,
                dropped);
    }

    @Override
    public void header(List<String> columns) {
        names = columns;
        label = recipe.table().label().map(this::column).orElseGet(this::usualLabel);
        Set<Integer> others = new HashSet<>();
        others.add(label);
        recipe.table().ignored().forEach(name -> others.add(column(name)));
        client = clientColumns();
        IntStream.of(client).forEach(others::add);
        features = IntStream.range(0, names.size())
                .filter(column -> !others.contains(column))
                .toArray();
        if (features.length == 0) {
            throw file.fault(1, "must have a column beside the label, has " + listed() + separatorHint());
        }
        for (int feature : features) {
            if (names.get(feature).isEmpty()) {
                throw file.fault(
                        1,
                        "column " + (feature + 1) + " has no name; if it counts rows, leave it away (index=False in"
                                + " pandas), or write ignore: [\"\"] in dataset.yaml");
            }
        }
    }

    private int[] clientColumns() {
        if (owner.isPresent()) {
            return new int[] {};
        }
        if (!recipe.table().client().isEmpty()) {
            return recipe.table().client().stream().mapToInt(this::column).toArray();
        }
        return names.contains(CLIENT) ? new int[] {names.indexOf(CLIENT)} : new int[] {};
    }

    private int column(String name) {
        int column = names.indexOf(name);
        if (column < 0) {
            throw file.fault(1, "has no column '" + Text.printable(name) + "', has " + listed() + separatorHint());
        }
        return column;
    }

    private int usualLabel() {
        List<Integer> usual = IntStream.range(0, names.size())
                .filter(column -> LABELS.contains(names.get(column).toLowerCase(Locale.ROOT)))
                .boxed()
                .toList();
        if (usual.size() != 1) {
            throw file.fault(
                    1,
                    (usual.isEmpty()
                                    ? "no column is named label, y, class or target"
                                    : "several columns may be the label")
                            + "; write label: NAME in dataset.yaml with one of " + listed() + separatorHint());
        }
        return usual.get(0);
    }

    private String listed() {
        return Text.printable(names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ")));
    }

    /** A table that seems to have one column has another delimiter. */
    private String separatorHint() {
        String only = names.size() == 1 ? names.get(0) : "";
        String delimiter = only.contains(";") ? "\";\"" : only.contains("\t") ? "tab" : "";
        return delimiter.isEmpty() ? "" : "; is it delimiter: " + delimiter + " in dataset.yaml?";
    }

    @Override
    public void add(long line, String[] fields) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].indexOf('\n') >= 0 || fields[i].indexOf('\r') >= 0) {
                throw file.fault(line, column(i, "goes on over several lines; is a quote left open?"));
            }
        }
        float[] row = new float[features.length];
        int gaps = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] = number(line, features[i], fields[features[i]]);
            gaps += Float.isNaN(row[i]) ? 1 : 0;
        }
        boolean isUnlabelled = isMissing(fields[label]);
        if (recipe.missing() == Missing.DROP && (gaps > 0 || isUnlabelled)) {
            dropped++;
            return;
        }
        if (isUnlabelled) {
            throw file.fault(line, column(label, "has no label, has '" + Text.printable(fields[label]) + "'"));
        }
        missing += gaps;
        rows.add(row);
        String path = file.path().toString();
        labels.add(labelWords.code(fields[label], path, "line", line));
        if (owner.isPresent() || client.length > 0) {
            clients.add(clientWords.code(clientOf(line, fields), path, "line", line));
        }
    }

    private String clientOf(long line, String[] fields) {
        String name = owner.orElseGet(
                () -> IntStream.of(client).mapToObj(column -> fields[column]).collect(Collectors.joining("/")));
        if (name.isEmpty()) {
            throw file.fault(line, column(client[0], "has no client"));
        }
        return name;
    }

    private float number(long line, int column, String field) {
        if (isMissing(field)) {
            if (recipe.missing() == Missing.REFUSE) {
                throw file.fault(
                        line,
                        column(
                                column,
                                "must be a number, was '" + Text.printable(field)
                                        + "'; missing: mean, zero or drop in dataset.yaml says what to do with missing"
                                        + " values"));
            }
            return Float.NaN;
        }
        float number = CsvFile.number(recipe.table().hasDecimalComma() ? field.replace(',', '.') : field);
        if (!Float.isFinite(number)) {
            throw file.fault(
                    line,
                    column(
                            column,
                            "must be a " + (Float.isNaN(number) ? "number" : "number of float32") + ", was '"
                                    + Text.printable(field) + "'" + commaHint(field)));
        }
        return number;
    }

    private static String commaHint(String field) {
        return field.matches("-?\\d+,\\d+") ? "; is it decimal: \",\" in dataset.yaml?" : "";
    }

    private String column(int column, String fault) {
        return "column '" + Text.printable(names.get(column)) + "' " + fault;
    }

    private static boolean isMissing(String field) {
        return field.length() <= 4 && MISSING.contains(field.toLowerCase(Locale.ROOT));
    }
}
