package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words as numbers in the order of their appearance, with the place where each appeared first. */
final class Words {
    private final String what;
    private final int most;
    private final Map<String, Integer> codes = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();

    /** @param at where in the file, as it stands in a message: {@code line 7} */
    record Place(String file, String at) {}

    /**
     * @param what they are, for messages
     * @param most how many different ones there may be
     */
    Words(String what, int most) {
        this.what = what;
        this.most = most;
    }

    /**
     * The number of the word.
     *
     * @param unit what the number counts, such as {@code line}
     * @throws DataFileException when there are too many words
     */
    int code(String word, String file, String unit, long number) {
        Integer known = codes.get(word);
        if (known != null) {
            return known;
        }
        Place place = new Place(file, unit + " " + number);
        if (codes.size() == most) {
            throw new DataFileException(
                    file,
                    place.at + ": has more than " + most + " different words as " + what + "; is it the right column?");
        }
        if (word.chars().anyMatch(Character::isISOControl) && word.length() > 1) {
            throw new DataFileException(file, place.at + ": must have no control characters in its " + what);
        }
        codes.put(word, codes.size());
        places.add(place);
        return codes.size() - 1;
    }

    List<String> values() {
        return List.copyOf(codes.keySet());
    }

    int size() {
        return codes.size();
    }

    /** A fault of a word, where it appeared first. */
    DataFileException fault(int code, String must) {
        Place place = places.get(code);
        return new DataFileException(
                place.file(),
                place.at() + ": the " + what + " " + must + ", was '" + Text.printable(values().get(code)) + "'");
    }
}
