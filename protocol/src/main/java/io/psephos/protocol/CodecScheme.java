package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an update is made small, by the name that stands in job files and offers. */
public enum CodecScheme {
    FLOAT32(0, false),
    SIGN(1, true),
    STO_SIGN(1, true),
    FLOAT16(4, false),
    SCALED_SIGN(3, false),
    TERNARY(2, true);

    private final int frame;
    private final boolean vote;
    private final String word;

    CodecScheme(int frame, boolean vote) {
        this.frame = frame;
        this.vote = vote;
        this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The scheme byte of the frames that carry it. */
    public int frame() {
        return frame;
    }

    /** Whether coordinates travel as votes without a scale; the update is the mean gradient then. */
    public boolean isVote() {
        return vote;
    }

    @JsonValue
    public String word() {
        return word;
    }

    /** The scheme of that name, if this version knows it. */
    public static Optional<CodecScheme> of(String word) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.word.equals(word))
                .findFirst();
    }

    @JsonCreator
    static CodecScheme parse(String word) {
        return of(word).orElseThrow(
                        () -> new IllegalArgumentException("unknown scheme '" + Text.printable(word) + "'"));
    }

    @Override
    public String toString() {
        return word;
    }
}
