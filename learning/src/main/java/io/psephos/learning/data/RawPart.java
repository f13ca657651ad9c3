package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Examples as they are read.
 *
 * @param file where they come from, for messages
 * @param labels as words
 * @param clients as words; empty where nobody says whose examples they are
 * @param missing number of values that are missing
 * @param dropped number of examples that were left out for what they miss
 */
record RawPart(String file, RawFeatures features, int[] labels, int[] clients, int missing, int dropped) {

    /** The parts as one, in their order. */
    static RawPart joined(List<RawPart> parts) {
        RawPart first = parts.get(0);
        for (RawPart part : parts) {
            if (part.features.width() != first.features.width()) {
                throw new DataFileException(
                        part.file,
                        "must have " + first.features.width() + " features as " + first.file + " has, has "
                                + part.features.width());
            }
            if ((part.clients.length == 0) != (first.clients.length == 0)) {
                throw new DataFileException(part.file, "must name clients if " + first.file + " does, and only then");
            }
        }
        return new RawPart(
                first.file,
                RawFeatures.joined(parts.stream().map(RawPart::features).toList()),
                joined(parts, RawPart::labels),
                joined(parts, RawPart::clients),
                parts.stream().mapToInt(RawPart::missing).sum(),
                parts.stream().mapToInt(RawPart::dropped).sum());
    }

    private static int[] joined(List<RawPart> parts, Function<RawPart, int[]> of) {
        return parts.stream().flatMapToInt(part -> IntStream.of(of.apply(part))).toArray();
    }

    int count() {
        return labels.length;
    }
}
