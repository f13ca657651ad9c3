package io.psephos.coordinator.jobfile;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody may have meant who wrote another. */
final class Spelling {
    private static final int LONGEST = 64;

    private Spelling() {}

    /**
     * Returns a question after the first known word that is one edit away: a letter more, less or other, or two letters
     * in each other's place; upper case, hyphens and underscores do not count. Empty where there is none.
     */
    static String question(String word, Collection<String> known) {
        return nearest(word, known).map(near -> "; did you mean " + near + "?").orElse("");
    }

    private static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(word);
        return known.stream()
                .filter(other -> !plain(other).isEmpty() && !plain.isEmpty())
                .filter(other -> isNear(plain, plain(other)))
                .sorted()
                .findFirst();
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    private static boolean isNear(String one, String other) {
        if (one.length() > other.length()) {
            return isNear(other, one);
        }
        int same = 0;
        while (same < one.length() && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        if (one.length() < other.length()) {
            return one.substring(same).equals(other.substring(same + 1));
        }
        return same == one.length()
                || one.substring(same + 1).equals(other.substring(same + 1))
                || areSwapped(one, other, same);
    }

    private static boolean areSwapped(String one, String other, int at) {
        return at + 1 < one.length()
                && one.charAt(at) == other.charAt(at + 1)
                && one.charAt(at + 1) == other.charAt(at)
                && one.substring(at + 2).equals(other.substring(at + 2));
    }
}
