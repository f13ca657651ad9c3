package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Text;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rule by which labels become classes. Where none is given, labels that are whole numbers from 0 are their classes,
 * and all others are sorted.
 *
 * @param count of classes that are numbers; 0 where that is not given
 * @param byLabel the class of each label; empty where that is not given
 * @param names of those classes
 */
record ClassRule(int count, Map<String, Integer> byLabel, List<String> names) {
    static final ClassRule BY_LABEL = new ClassRule(0, Map.of(), List.of());
    static final int MOST_CLASSES = 1 << 16;
    private static final double MOST_EXACT = 1L << 53;
    private static final int LISTED = 10;

    /**
     * The classes of labels.
     *
     * @param byCode the class of each word, by its code
     * @param names of the classes; empty where they are numbers
     */
    record Classes(int[] byCode, int count, List<String> names) {

        int[] of(int[] labels) {
            int[] classes = new int[labels.length];
            for (int i = 0; i < labels.length; i++) {
                classes[i] = byCode[labels[i]];
            }
            return classes;
        }

        /** The names in a line. */
        String told() {
            return listed(names);
        }
    }

    private static String listed(List<String> names) {
        return names.stream().limit(LISTED).map(Text::printable).collect(Collectors.joining(", "))
                + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "");
    }

    /** @throws DataFileException with the place of the first label that has no class */
    Classes classes(Words labels) {
        List<String> words = labels.values().stream().map(ClassRule::plain).toList();
        if (!byLabel.isEmpty()) {
            return named(words, labels, byLabel, names);
        }
        if (count > 0) {
            return numbers(words, labels, count);
        }
        if (!words.stream().allMatch(ClassRule::isNumber)) {
            return sorted(words, labels, Comparator.naturalOrder());
        }
        long least = 0;
        long most = 0;
        for (int code = 0; code < words.size(); code++) {
            if (!isWhole(words.get(code))) {
                throw labels.fault(code, "must be a whole number or a word to be a class");
            }
            least = Math.min(least, Long.parseLong(words.get(code)));
            most = Math.max(most, Long.parseLong(words.get(code)));
        }
        return least < 0
                ? sorted(words, labels, Comparator.comparingLong(Long::parseLong))
                : numbers(words, labels, (int) Math.min(MOST_CLASSES, most + 1));
    }

    private static Classes numbers(List<String> words, Words labels, int count) {
        int[] byCode = new int[words.size()];
        for (int code = 0; code < byCode.length; code++) {
            String word = words.get(code);
            long label = isWhole(word) ? Long.parseLong(word) : -1;
            if (label < 0 || label >= count) {
                throw labels.fault(code, "must be a class from 0 to " + (count - 1));
            }
            byCode[code] = (int) label;
        }
        return new Classes(byCode, count, List.of());
    }

    private static Classes sorted(List<String> words, Words labels, Comparator<String> order) {
        List<String> names = words.stream().distinct().sorted(order).toList();
        Map<String, Integer> classes = new LinkedHashMap<>();
        names.forEach(name -> classes.put(name, classes.size()));
        return named(words, labels, classes, names);
    }

    private static Classes named(List<String> words, Words labels, Map<String, Integer> classes, List<String> names) {
        int[] byCode = new int[words.size()];
        for (int code = 0; code < byCode.length; code++) {
            Integer known = classes.get(words.get(code));
            if (known == null) {
                throw labels.fault(
                        code, "must be one of the classes' labels, " + listed(List.copyOf(classes.keySet())));
            }
            byCode[code] = known;
        }
        return new Classes(byCode, names.size(), names);
    }

    /** A label as it is compared: whole numbers without a point. */
    static String plain(String label) {
        return isNumber(label) && isWholeNumber(Double.parseDouble(label))
                ? Long.toString((long) Double.parseDouble(label))
                : label;
    }

    private static boolean isWholeNumber(double number) {
        return Math.rint(number) == number && Math.abs(number) <= MOST_EXACT;
    }

    private static boolean isWhole(String plain) {
        return plain.matches("-?\\d{1,17}");
    }

    private static boolean isNumber(String label) {
        return label.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    }
}
