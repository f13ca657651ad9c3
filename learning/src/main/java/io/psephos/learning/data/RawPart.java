package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Text;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Examples as they are read.
 *
 * @param file where they come from, for messages
 * @param columns names of the features; empty where they have none
 * @param labels as words
 * @param clients as words; empty where nobody says whose examples they are
 * @param missing number of values that are missing
 * @param dropped number of examples that were left out for what they miss
 */
record RawPart(
        String file,
        List<String> columns,
        RawFeatures features,
        int[] labels,
        int[] clients,
        int missing,
        int dropped) {

    /** The parts as one, in their order. */
    static RawPart joined(List<RawPart> parts) {
        RawPart first = parts.get(0);
        for (RawPart part : parts) {
            part.requireFeaturesOf(first);
            if ((part.clients.length == 0) != (first.clients.length == 0)) {
                throw new DataFileException(part.file, "must name clients if " + first.file + " does, and only then");
            }
        }
        return new RawPart(
                first.file,
                first.columns,
                RawFeatures.joined(parts.stream().map(RawPart::features).toList()),
                joined(parts, RawPart::labels),
                joined(parts, RawPart::clients),
                parts.stream().mapToInt(RawPart::missing).sum(),
                parts.stream().mapToInt(RawPart::dropped).sum());
    }

    private static int[] joined(List<RawPart> parts, Function<RawPart, int[]> of) {
        return parts.stream().flatMapToInt(part -> IntStream.of(of.apply(part))).toArray();
    }

    /** @throws DataFileException when features are not those of the other */
    void requireFeaturesOf(RawPart other) {
        if (features.width() != other.features.width()) {
            throw new DataFileException(
                    file,
                    "must have " + other.features.width() + " features as " + other.file + " has, has "
                            + features.width());
        }
        for (int i = 0; i < Math.min(columns.size(), other.columns.size()); i++) {
            if (!columns.get(i).equals(other.columns.get(i))) {
                throw new DataFileException(
                        file,
                        "line 1: must have the columns of " + other.file + " in their order, has '"
                                + Text.printable(columns.get(i)) + "' in the place of '"
                                + Text.printable(other.columns.get(i)) + "'");
            }
        }
        if (features instanceof RawFeatures.Bytes != other.features instanceof RawFeatures.Bytes) {
            throw new DataFileException(file, "must be unsigned bytes if " + other.file + " is, and only then");
        }
    }

    int count() {
        return labels.length;
    }
}
