package io.psephos.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Folders of data sets that were right until one thing in them was made wrong, at a random place. */
final class MalformedData {
    /**
     * A folder.
     *
     * @param fault what must be told of it
     */
    record Broken(String what, List<Content> files, String fault) {

        void write(Path folder) throws IOException {
            Files.createDirectories(folder);
            for (Content file : files) {
                Files.write(folder.resolve(file.name), file.bytes);
            }
        }
    }

    /** A file with its content. */
    record Content(String name, byte[] bytes) {}

    static final List<Function<SplittableRandom, Broken>> KINDS = new ArrayList<>();
    private static final String HEADER = "a,b,c,d,label";
    private static final int ROWS = 30;

    private MalformedData() {}

    static {
        cells(
                "no number",
                "must be a number",
                "x",
                "1f",
                "0x1p3",
                "1 2",
                "½",
                "1_0",
                "true",
                "--1",
                "\"1,5\"",
                "1\u00002");
        cells("a gap", "missing: mean, zero or drop", "", "NaN", "?", "NA", "nan", " ");
        cells("infinite", "must be a number", "inf", "Infinity", "-Infinity");
        cells("too large", "must be a number of float32", "1e39", "-4e38", "1e999");
        cells("a decimal comma", "is it decimal: \",\" in dataset.yaml?", "\"1,5\"");
        cells("an open quote", "is a quote left open?", "\"1");
        cells("more after a quote", "something follows the quote that ends a field", "\"1\"2");
        lines("ragged", "must have 5 fields as the header has, has 4", line -> line.substring(line.indexOf(',') + 1));
        lines("ragged", "must have 5 fields as the header has, has 6", line -> line + ",1");
        lines("no label", "column 'label' has no label", line -> line.substring(0, line.lastIndexOf(',') + 1));
        lines("a label of no class", "the label must be a class from 0 to 2, was '3'", MalformedData::labelledThree);
        lines("a label between classes", "must be a whole number or a word", line -> line + ".5");
        lines("two headers", "is the header once more", line -> HEADER);
        table("an empty file", "the file is empty", (text, random) -> new byte[0]);
        table("a header alone", "has no examples", (text, random) -> (HEADER + "\n").getBytes(UTF_8));
        table("UTF-16", "UTF-16", (text, random) -> text.getBytes(random.nextBoolean() ? UTF_16LE : UTF_16BE));
        table(
                "UTF-16, marked",
                "UTF-16",
                (text, random) -> ("\uFEFF" + text).getBytes(random.nextBoolean() ? UTF_16LE : UTF_16BE));
        table("Latin-1", "is no UTF-8", (text, random) -> at(text, random, "é").getBytes(ISO_8859_1));
        table(
                "no header",
                "has numbers",
                (text, random) -> text.substring(text.indexOf('\n') + 1).getBytes(UTF_8));
        table(
                "no label",
                "no column is named label",
                (text, random) -> text.replace("label", "kind").getBytes(UTF_8));
        table(
                "twice a name",
                "has two columns named",
                (text, random) -> text.replace("b,c", "d,c").getBytes(UTF_8));
        table(
                "no name",
                "column 1 has no name",
                (text, random) -> text.substring(1).getBytes(UTF_8));
        table(
                "semicolons",
                "is it delimiter: \";\"",
                (text, random) -> text.replace(',', ';').getBytes(UTF_8));
        table("HTML", "a page of HTML", (text, random) -> ("<html>" + text).getBytes(UTF_8));
        table("a cut zip", "", (text, random) -> cut(gzip(text.getBytes(UTF_8)), random));
        table("a zip", "zip archive", (text, random) -> npz("y", npy("<i4", "3", new byte[12])));
        kind(
                "other columns",
                random -> new Broken(
                        "",
                        List.of(csv("train.csv", table(random)), csv("test.csv", swapped(table(random)))),
                        "in the place of"));
        kind(
                "two tables",
                random -> new Broken(
                        "",
                        List.of(csv("a.csv", table(random)), csv("b.csv", table(random))),
                        "has several tables, and no files.train in a dataset.yaml says which"));
        kind("Parquet", random -> new Broken("", List.of(csv("a.parquet", "PAR1")), "Parquet is not read"));
        kind("nothing", random -> new Broken("", List.of(), "has no data that is read"));
        recipes();
        arrays();
        images();
    }

    private static void recipes() {
        recipe("a key", "is no key here", "labels: label");
        recipe("a word", "scale: must be a number to divide by, unit, standard or none, was big", "scale: big");
        recipe("a number", "test: must be a number from 0 to 0.9, was 2", "test: 2");
        recipe("not a number", "test: must be a number", "test: .nan");
        recipe("no such column", "has no column 'kind'", "label: kind");
        recipe("no such file", "nowhere.csv: is missing", "files: {train: nowhere.csv}");
        recipe("a file outside", "must name files in the folder", "files: {train: ../t.csv}");
        recipe("a file outside", "must name files in the folder", "files: {train: /etc/hostname}");
        recipe("half a pair", "must have x and y", "files: {x: t.csv}");
        recipe("two of a kind", "line 2, column 1", "scale: 2\nscale: 3");
        recipe("no mapping", "must be a mapping", "- a\n- b");
        recipe("no YAML", "line 2, column 1", "{a: b");
        recipe("a tag", "", "label: !!java.net.URL [http://localhost]");
        recipe("depth", "levels deep", "label: " + "[".repeat(5000));
        recipe("an alias", "must have no aliases", "label: &a label\nclient: *a");
        recipe("UTF-16", "UTF-16", "\u0000label");
        recipe("no examples left", "has no column 'gone'", "missing: drop\nignore: gone");
        recipe("other classes", "must be one of the classes' labels, one, two", "classes: [one, two]");
        recipe("columns", "columns: must be left away", "header: true\ncolumns: [a, b, c, d, label]");
    }

    private static void arrays() {
        byte[] x = npy("<f4", "6, 2", floats(12));
        byte[] y = npy("<i8", "6", new byte[48]);
        arrays("cut", "", random -> cut(npz("x", x, "y", y), random));
        arrays("a damaged byte", "", random -> damaged(npz("x", x, "y", y), random));
        arrays("no y", "must have both or none of x and y", random -> npz("x", x));
        arrays("no arrays", "must have arrays x and y", random -> npz("a", x));
        arrays(
                "text",
                "is no whole .npz",
                random -> "hello\n".repeat(1 + random.nextInt(90)).getBytes(UTF_8));
        arrays("nothing", "is no whole .npz", random -> new byte[0]);
        arrays("fewer labels", "each of the 6 rows", random -> npz("x", x, "y", npy("<i8", "5", new byte[40])));
        arrays("two labels each", "each of the 6 rows", random -> npz("x", x, "y", npy("<i4", "6, 2", new byte[48])));
        arrays(
                "not a number",
                "must be a number of float32, was NaN",
                random -> npz("x", with(x, random, 0x7fc00000), "y", y));
        arrays(
                "infinite",
                "must be a number of float32, was Inf",
                random -> npz("x", with(x, random, 0x7f800000), "y", y));
        arrays(
                "no examples",
                "must have examples with features",
                random -> npz("x", npy("<f4", "0, 2", new byte[0]), "y", npy("<i8", "0", new byte[0])));
        arrays("objects", "Python objects", random -> npz("x", npy("|O", "6", new byte[9]), "y", y));
        arrays("words", "must hold numbers, holds text", random -> npz("x", npy("<U2", "6", new byte[48]), "y", y));
        arrays(
                "far too many",
                "impossible dimensions",
                random -> npz("x", npy("<f8", "2000000000, 2000000000", new byte[8]), "y", y));
        arrays("more than there are", "is cut short", random -> npz("x", npy("<f4", "6, 3", floats(12)), "y", y));
        arrays("fewer than there are", "goes on after", random -> npz("x", npy("<f4", "6, 1", floats(12)), "y", y));
        arrays("complex numbers", "must hold numbers", random -> npz("x", npy("<c8", "6, 1", new byte[48]), "y", y));
        arrays("no magic", "is no NumPy array", random -> npz("x", "hello".getBytes(UTF_8), "y", y));
        arrays("a new version", "version 1 to 3", random -> npz("x", at(x, 6, 9), "y", y));
        arrays("an endless header", "header of at most", random -> npz("x", at(at(x, 6, 2), 11, 127), "y", y));
    }

    private static void images() {
        byte[] x = idx(new int[] {6, 2, 2}, 24);
        byte[] y = idx(new int[] {6}, 6);
        images("cut", "cut short", random -> Arrays.copyOf(x, 4 + random.nextInt(x.length - 5)), random -> y);
        images("cut labels", "cut short", random -> x, random -> Arrays.copyOf(y, 4 + random.nextInt(y.length - 5)));
        images(
                "a wrong magic",
                "is no IDX file, begins with",
                random -> at(x, 2, 15 + random.nextInt(99)),
                random -> y);
        images("more", "goes on after", random -> Arrays.copyOf(x, x.length + 1 + random.nextInt(9)), random -> y);
        images("fewer labels", "each of the 6 rows", random -> x, random -> idx(new int[] {5}, 5));
        images("a lie", "impossible dimensions", random -> at(at(x, 4, 127), 8, 127), random -> y);
        images("nothing", "it is empty", random -> x, random -> new byte[0]);
        kind(
                "one of four files",
                random -> new Broken("", List.of(new Content("train-images-idx3-ubyte", x)), "is missing, and so is"));
    }

    /** What changes a text by chance. */
    private interface Change {
        byte[] apply(String text, SplittableRandom random);
    }

    private static void kind(String what, Function<SplittableRandom, Broken> kind) {
        KINDS.add(random -> {
            Broken broken = kind.apply(random);
            return new Broken(what + broken.what, broken.files, broken.fault);
        });
    }

    private static void table(String what, String fault, Change change) {
        kind(what, random -> new Broken("", List.of(new Content("t.csv", change.apply(table(random), random))), fault));
    }

    private static void cells(String what, String fault, String... values) {
        for (String value : values) {
            table(what + " '" + value + "'", fault, (text, random) -> {
                String[] lines = text.split("\n");
                int line = 1 + random.nextInt(ROWS);
                String[] fields = lines[line].split(",");
                fields[random.nextInt(4)] = value;
                lines[line] = String.join(",", fields);
                return String.join("\n", lines).getBytes(UTF_8);
            });
        }
    }

    private static void lines(String what, String fault, Function<String, String> change) {
        kind(what, random -> {
            String[] lines = table(random).split("\n");
            int line = 1 + random.nextInt(ROWS);
            lines[line] = change.apply(lines[line]);
            List<Content> files = new ArrayList<>(List.of(csv("t.csv", String.join("\n", lines))));
            if (fault.contains("0 to 2")) {
                files.add(csv("dataset.yaml", "classes: 3"));
            }
            return new Broken(" in line " + (line + 1), files, "line " + (line + 1) + ": \0" + fault);
        });
    }

    private static void recipe(String what, String fault, String yaml) {
        kind(
                "recipe, " + what,
                random ->
                        new Broken("", List.of(csv("t.csv", table(random)), csv("dataset.yaml", yaml + "\n")), fault));
    }

    private static void arrays(String what, String fault, Function<SplittableRandom, byte[]> archive) {
        kind("arrays, " + what, random -> new Broken("", List.of(new Content("t.npz", archive.apply(random))), fault));
    }

    private static void images(
            String what, String fault, Function<SplittableRandom, byte[]> x, Function<SplittableRandom, byte[]> y) {
        kind(
                "images, " + what,
                random -> new Broken(
                        "",
                        List.of(
                                new Content("train-images-idx3-ubyte", x.apply(random)),
                                new Content("train-labels-idx1-ubyte", y.apply(random)),
                                new Content("t10k-images-idx3-ubyte", idx(new int[] {6, 2, 2}, 24)),
                                new Content("t10k-labels-idx1-ubyte", idx(new int[] {6}, 6))),
                        fault));
    }

    private static Content csv(String name, String text) {
        return new Content(name, text.getBytes(UTF_8));
    }

    static String table(SplittableRandom random) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (int i = 0; i < ROWS; i++) {
            for (int feature = 0; feature < 4; feature++) {
                text.append(random.nextInt(100) / 10.0).append(',');
            }
            text.append(i % 3).append('\n');
        }
        return text.toString();
    }

    private static String labelledThree(String line) {
        return line.substring(0, line.lastIndexOf(',') + 1) + "3";
    }

    private static String swapped(String table) {
        return table.replace("a,b", "b,a");
    }

    private static String at(String text, SplittableRandom random, String more) {
        int place = random.nextInt(text.length());
        return text.substring(0, place) + more + text.substring(place);
    }

    private static byte[] at(byte[] bytes, int place, int value) {
        byte[] changed = bytes.clone();
        changed[place] = (byte) value;
        return changed;
    }

    private static byte[] with(byte[] npy, SplittableRandom random, int bits) {
        byte[] changed = npy.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(npy.length - 4 * (1 + random.nextInt(12)), bits);
        return changed;
    }

    private static byte[] cut(byte[] bytes, SplittableRandom random) {
        return Arrays.copyOf(bytes, 4 + random.nextInt(bytes.length - 5));
    }

    /** Changes a byte of the first array. */
    private static byte[] damaged(byte[] npz, SplittableRandom random) {
        return at(npz, 60 + random.nextInt(20), npz[60] ^ 0x55);
    }

    private static byte[] floats(int count) {
        ByteBuffer floats = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            floats.putFloat(i / 8f);
        }
        return floats.array();
    }

    static byte[] npy(String type, String shape, byte[] values) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + ",), }\n";
        ByteBuffer file =
                ByteBuffer.allocate(10 + header.length() + values.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(UTF_8)).put((byte) 1).put((byte) 0);
        return file.putShort((short) header.length())
                .put(header.getBytes(UTF_8))
                .put(values)
                .array();
    }

    /** An archive of arrays, by name and content in turn. */
    static byte[] npz(Object... arrays) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < arrays.length; i += 2) {
                zip.putNextEntry(new ZipEntry(arrays[i] + ".npy"));
                zip.write((byte[]) arrays[i + 1]);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static byte[] idx(int[] shape, int bytes) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + bytes);
        file.putInt(8 << 8 | shape.length);
        for (int dimension : shape) {
            file.putInt(dimension);
        }
        while (file.hasRemaining()) {
            file.put((byte) (file.remaining() % 3));
        }
        return file.array();
    }
}
