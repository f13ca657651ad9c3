package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A {@code SHA256SUMS}: SHA-256 sums of files by their paths, in the forms of GNU, BSD and OpenSSL.
 *
 * <p>Paths are those of whoever wrote the file, so a file's lines are the ones that end as its own path does: those
 * that are wholly part of it, else those that share most folders with it.
 */
record SumsFile(Path path, List<Line> lines) {
    private static final Pattern NAME = Pattern.compile("(?i)sha256sums?(\\.txt)?");
    private static final Pattern GNU =
            Pattern.compile("(\\\\?)([0-9A-Fa-f]{64})(?: [ *]|[ \\t])\\s*([^\\s\\p{Cntrl}][^\\p{Cntrl}]*)");
    private static final Pattern BSD =
            Pattern.compile("(\\\\?)(?i:SHA(?:2-)?256) ?\\(([^\\p{Cntrl}]+)\\) ?= ?([0-9A-Fa-f]{64})");

    /**
     * A line.
     *
     * @param names folders and file, without those that stand for themselves
     */
    record Line(List<String> names, String sum) {

        /** How many names at the end are the file's. */
        private int shared(List<String> file) {
            int shared = 0;
            while (shared < Math.min(names.size(), file.size())
                    && names.get(names.size() - 1 - shared).equals(file.get(file.size() - 1 - shared))) {
                shared++;
            }
            return shared;
        }

        private boolean isOf(String folder) {
            return names.size() > 1 && names.get(names.size() - 2).equals(folder);
        }
    }

    SumsFile {
        lines = List.copyOf(lines);
    }

    /** The sums that lie in the folder, by any name that is usual for them. */
    static List<SumsFile> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .map(SumsFile::read)
                    .toList();
        } catch (IOException e) {
            throw new DataFileException(folder.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    /** The sums of files in the set's folder that lie in the folder of all sets. */
    static List<SumsFile> above(Path folder, Path set) {
        String name = set.getFileName().toString();
        return in(folder).stream()
                .map(sums -> new SumsFile(
                        sums.path,
                        sums.lines.stream().filter(line -> line.isOf(name)).toList()))
                .filter(sums -> !sums.lines.isEmpty())
                .toList();
    }

    /**
     * Whether the file has a line here, whose sum it must have.
     *
     * @throws DataFileException when it has another sum
     */
    boolean check(Path file, String sum) {
        List<Line> found = linesOf(file);
        for (Line line : found) {
            if (!line.sum.equals(sum)) {
                throw new DataFileException(
                        file.toString(), "must have the SHA-256 of " + path + ", " + line.sum + ", has " + sum);
            }
        }
        return !found.isEmpty();
    }

    private List<Line> linesOf(Path file) {
        List<String> names = StreamSupport.stream(
                        file.toAbsolutePath().normalize().spliterator(), false)
                .map(Path::toString)
                .toList();
        List<Line> whole = new ArrayList<>();
        List<Line> nearest = new ArrayList<>();
        int most = 1;
        for (Line line : lines) {
            int shared = line.shared(names);
            if (shared > 0 && shared == line.names.size()) {
                whole.add(line);
            }
            if (shared > most) {
                nearest.clear();
                most = shared;
            }
            if (shared == most) {
                nearest.add(line);
            }
        }
        return whole.isEmpty() ? nearest : whole;
    }

    private static SumsFile read(Path path) {
        try {
            List<String> text = Utf8.decode(Files.readAllBytes(path)).lines().toList();
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < text.size(); i++) {
                String line = text.get(i).strip();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    lines.add(line(path, i + 1, line));
                }
            }
            return new SumsFile(path, lines);
        } catch (IOException e) {
            throw new DataFileException(path.toString(), "cannot be read: " + e.getMessage(), e);
        } catch (MalformedTextException e) {
            throw new DataFileException(path.toString(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Line line(Path path, int number, String line) {
        Matcher gnu = GNU.matcher(line);
        if (gnu.matches()) {
            return line(!gnu.group(1).isEmpty(), gnu.group(3), gnu.group(2));
        }
        Matcher bsd = BSD.matcher(line);
        if (bsd.matches()) {
            return line(!bsd.group(1).isEmpty(), bsd.group(2), bsd.group(3));
        }
        throw new DataFileException(path.toString(), "line " + number + " is no SHA-256 sum of a file");
    }

    private static Line line(boolean escaped, String file, String sum) {
        String plain = escaped ? file.replace("\\\\", "\\") : file;
        Deque<String> names = new ArrayDeque<>();
        for (String name : plain.split("[/\\\\]")) {
            if (name.equals("..") && !names.isEmpty() && !names.getLast().equals("..")) {
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return new Line(List.copyOf(names), sum.toLowerCase(Locale.ROOT));
    }
}
