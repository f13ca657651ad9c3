package io.psephos.learning.data;

import io.psephos.learning.data.Recipe.Window;
import io.psephos.learning.format.CsvFile;
import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Text;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A reader of examples from text, a record a piece: the characters before one, one-hot, and that one as label. Letters
 * are made small, and characters outside the alphabet left out; {@code \n} is the end of a line.
 */
final class WindowReader implements CsvFile.Records {
    private static final int MOST_BYTES = 1 << 30;

    private final CsvFile file;
    private final Window window;
    private final List<String> clientColumns;
    private final Words labels;
    private final Words clients;
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private int text;
    private int[] client = {};

    WindowReader(CsvFile file, Window window, List<String> clientColumns, Words labels, Words clients) {
        this.file = file;
        this.window = window;
        this.clientColumns = clientColumns;
        this.labels = labels;
        this.clients = clients;
    }

    RawPart read() {
        file.read(this);
        List<Map.Entry<String, StringBuilder>> largest = texts.entrySet().stream()
                .filter(entry -> entry.getValue().length() > window.length())
                .sorted(Comparator.comparing(entry -> -entry.getValue().length()))
                .limit(window.mostClients())
                .toList();
        int width = window.length() * window.alphabet().length();
        long count =
                largest.stream().mapToLong(entry -> examples(entry.getValue())).sum();
        if (count * width > MOST_BYTES) {
            throw new DataFileException(
                    file.path().toString(),
                    "has " + count + " examples of " + width + " bytes, and they must fit in " + MOST_BYTES
                            + "; text.examples and text.clients in dataset.yaml take fewer");
        }
        byte[] values = new byte[(int) (count * width)];
        int[] told = new int[(int) count];
        int[] owners = new int[(int) count];
        int next = 0;
        for (Map.Entry<String, StringBuilder> entry : largest) {
            int owner = clients.code(entry.getKey(), file.path().toString(), "client", next);
            for (int i = 0; i < examples(entry.getValue()); i++) {
                told[next] = example(entry.getValue(), i, values, next * width);
                owners[next++] = owner;
            }
        }
        return new RawPart(
                file.path().toString(),
                List.of(),
                new RawFeatures.Bytes(values, told.length, width),
                told,
                client.length == 0 ? new int[] {} : owners,
                0,
                0);
    }

    private int examples(CharSequence of) {
        return Math.min(window.mostExamples(), of.length() - window.length());
    }

    private int example(CharSequence of, int first, byte[] values, int from) {
        for (int i = 0; i < window.length(); i++) {
            values[from + i * window.alphabet().length() + window.alphabet().indexOf(of.charAt(first + i))] = 1;
        }
        String told = String.valueOf(of.charAt(first + window.length()));
        return labels.code(told, file.path().toString(), "character", first);
    }

    @Override
    public void header(List<String> names) {
        text = column(names, window.column());
        client = clientColumns.stream().mapToInt(name -> column(names, name)).toArray();
    }

    private int column(List<String> names, String name) {
        int column = names.indexOf(name);
        if (column < 0) {
            throw file.fault(
                    1, "has no column '" + Text.printable(name) + "', has " + Text.printable(String.join(", ", names)));
        }
        return column;
    }

    @Override
    public void add(long line, String[] fields) {
        String name = IntStream.of(client).mapToObj(column -> fields[column]).collect(Collectors.joining("/"));
        StringBuilder all = texts.computeIfAbsent(name, any -> new StringBuilder());
        String small = fields[text].replace("\\n", "\n").toLowerCase(Locale.ROOT);
        for (int i = 0; i < small.length(); i++) {
            if (window.alphabet().indexOf(small.charAt(i)) >= 0) {
                all.append(small.charAt(i));
            }
        }
    }
}
