package io.psephos.learning.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is read of a folder, and how it becomes a data set: what its {@code dataset.yaml} says, or the names of its files.
 *
 * @param name of the set; empty where it is the folder's
 * @param heldOut share of the examples of a set without a test part that is held out
 */
record Recipe(
        Optional<String> name,
        Sources sources,
        Table table,
        Optional<Window> text,
        OptionalDouble heldOut,
        ClassRule classes,
        FeatureScale scale,
        Missing missing) {

    static final double HELD_OUT = 0.2;

    /**
     * The files of the set, relative to its folder.
     *
     * @param training tables, or an archive of arrays
     * @param testing the same of the test part
     * @param byClient tables of clients by their names, in the place of the others
     * @param arrays by what they are: {@code x}, {@code y}, {@code x_test}, {@code y_test} and {@code client}
     */
    record Sources(
            List<String> training, List<String> testing, Map<String, String> byClient, Map<String, String> arrays) {
        static final Sources NONE = new Sources(List.of(), List.of(), Map.of(), Map.of());

        static Sources ofTables(List<String> training, List<String> testing) {
            return new Sources(training, testing, Map.of(), Map.of());
        }

        static Sources ofArrays(Map<String, String> arrays) {
            return new Sources(List.of(), List.of(), Map.of(), arrays);
        }

        boolean isEmpty() {
            return equals(NONE);
        }
    }

    /**
     * The form of tables.
     *
     * @param delimiter between fields; empty where the file's name says it
     * @param columns names of the columns of files without a header
     * @param label the column of labels; empty where its name is a usual one
     * @param client the columns that name the client; empty where it is {@code client}, if there is one
     * @param ignored columns that are no features
     */
    record Table(
            Optional<Character> delimiter,
            boolean hasDecimalComma,
            boolean hasHeader,
            List<String> columns,
            Optional<String> label,
            List<String> client,
            List<String> ignored) {
        static final Table PLAIN =
                new Table(Optional.empty(), false, true, List.of(), Optional.empty(), List.of(), List.of());
    }

    /**
     * Text from which the next character is to be told by those before it.
     *
     * @param column that has the text
     * @param length characters before the one that is told
     * @param alphabet all characters that count, others are left out
     * @param mostClients those with most text
     * @param mostExamples of a client, the first ones
     */
    record Window(String column, int length, String alphabet, int mostClients, int mostExamples) {}

    /** What becomes of values that are missing. */
    enum Missing {
        REFUSE,
        MEAN,
        ZERO,
        DROP
    }

    /** The same of other files. */
    Recipe from(Sources others) {
        return new Recipe(name, others, table, text, heldOut, classes, scale, missing);
    }

    /** The recipe of files that speak for themselves. */
    static Recipe of(Sources sources) {
        return new Recipe(
                Optional.empty(),
                sources,
                Table.PLAIN,
                Optional.empty(),
                OptionalDouble.empty(),
                ClassRule.BY_LABEL,
                FeatureScale.USUAL,
                Missing.REFUSE);
    }
}
