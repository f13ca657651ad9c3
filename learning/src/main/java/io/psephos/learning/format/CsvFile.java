package io.psephos.learning.format;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.psephos.protocol.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * A text file of records with fields between delimiters, as RFC 4180 has them, gzipped or not: UTF-8, with or without a
 * byte order mark, lines ended in any way. The first record has the names of the columns, unless they come from
 * elsewhere.
 *
 * @param columns names of the columns of a file without a header; numbers from 1 where there are none
 */
public record CsvFile(Path path, char delimiter, boolean hasHeader, List<String> columns) {
    private static final int MAX_COLUMNS = 1 << 20;

    public CsvFile {
        columns = List.copyOf(columns);
    }

    /** What becomes of the records. */
    public interface Records {
        /** Takes the names of the columns, stripped, before any record. */
        void header(List<String> names);

        /**
         * Takes a record with as many fields as there are columns, stripped.
         *
         * @param line where it begins, from 1
         */
        void add(long line, String[] fields);
    }

    /**
     * Reads all records in order.
     *
     * @throws DataFileException with the line of the first that is not as it must be
     */
    public void read(Records records) {
        try (InputStream file = Files.newInputStream(path)) {
            Memory.require(path.toString(), Files.size(path));
            InputStream in = Streams.unzipped(file);
            Optional<String> kind = Streams.kind(in).filter(other -> !other.endsWith("text") && !other.equals("empty"));
            if (kind.isPresent()) {
                throw new DataFileException(path.toString(), "is no text with a record a line, it is " + kind.get());
            }
            try (CsvReader<CsvRecord> reader = CsvReader.builder()
                            .fieldSeparator(delimiter)
                            .allowExtraFields(true)
                            .allowMissingFields(true)
                            .ofCsvRecord(new Utf8Reader(in, path.toString()));
                    CloseableIterator<CsvRecord> all = reader.iterator()) {
                read(all, records);
            }
        } catch (EOFException e) {
            throw new DataFileException(path.toString(), "is cut short", e);
        } catch (IOException e) {
            throw new DataFileException(path.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private void read(CloseableIterator<CsvRecord> all, Records records) {
        long line = 0;
        try {
            if (!all.hasNext()) {
                throw fault(
                        1,
                        "must have " + (hasHeader ? "the names of the columns" : "a record")
                                + ", and the file is empty");
            }
            CsvRecord record = all.next();
            line = record.getStartingLineNumber();
            List<String> names = hasHeader ? header(record) : columns.isEmpty() ? numbered(record) : columns;
            records.header(names);
            if (!hasHeader) {
                records.add(line, fields(record, names));
            }
            while (all.hasNext()) {
                record = all.next();
                line = record.getStartingLineNumber();
                records.add(line, fields(record, names));
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw e.getCause() instanceof DataFileException fault ? fault : unreadable(line, e);
        }
    }

    private List<String> header(CsvRecord first) {
        long line = first.getStartingLineNumber();
        List<String> names = first.getFields().stream().map(String::strip).toList();
        if (names.size() > MAX_COLUMNS) {
            throw fault(line, "must have at most " + MAX_COLUMNS + " columns, has " + names.size());
        }
        if (names.stream().allMatch(CsvFile::isNumber)) {
            throw fault(
                    line,
                    "must have the names of the columns, has numbers: write names above them, or a dataset.yaml with"
                            + " header: false");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw fault(line, "has two columns named '" + Text.printable(name) + "'");
            }
        }
        return names;
    }

    private static List<String> numbered(CsvRecord first) {
        return IntStream.rangeClosed(1, first.getFieldCount())
                .mapToObj(Integer::toString)
                .toList();
    }

    private String[] fields(CsvRecord record, List<String> names) {
        if (record.getFieldCount() != names.size()) {
            throw fault(
                    record.getStartingLineNumber(),
                    "must have " + names.size() + (names.size() == 1 ? " field" : " fields")
                            + (hasHeader ? " as the header has" : "") + ", has " + record.getFieldCount()
                            + openQuote(record));
        }
        String[] fields = new String[names.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = record.getField(i).strip();
        }
        if (hasHeader && fields.length > 1 && List.of(fields).equals(names)) {
            throw fault(record.getStartingLineNumber(), "is the header once more");
        }
        return fields;
    }

    private static String openQuote(CsvRecord record) {
        boolean goesOn = record.getFields().stream().anyMatch(field -> field.indexOf('\n') >= 0);
        return goesOn ? "; is a quote left open?" : "";
    }

    /** The number in a field; not a number where it is none, and infinite where it is too large for a float. */
    public static float number(String field) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return Float.NaN;
            }
        }
        try {
            return Float.parseFloat(field);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    private static boolean isNumber(String field) {
        return !Float.isNaN(number(field));
    }

    /** A fault at a line. */
    public DataFileException fault(long line, String what) {
        return new DataFileException(path.toString(), "line " + line + ": " + what);
    }

    private DataFileException unreadable(long last, RuntimeException e) {
        String text = String.valueOf(e.getMessage())
                + (e.getCause() == null ? "" : e.getCause().getMessage());
        if (e.getCause() instanceof EOFException || e.getCause() instanceof ZipException) {
            return new DataFileException(path.toString(), "is cut short or damaged after line " + last, e);
        }
        String after = last == 0 ? "line 1: " : "after line " + last + ": ";
        if (text.contains("closing quote")) {
            return new DataFileException(path.toString(), after + "something follows the quote that ends a field", e);
        }
        return new DataFileException(path.toString(), after + "a field there has no end; is a quote left open?", e);
    }
}
