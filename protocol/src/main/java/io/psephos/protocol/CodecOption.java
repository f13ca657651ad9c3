package io.psephos.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An option of a compressor, under the name that it has in job files and offers. */
public enum CodecOption implements OptionSpec {
    /** Magnitude above which a coordinate is sent, in the unit of the update. */
    THRESHOLD(0, 1e30),
    /** Quantization levels between zero and the norm of a bucket. */
    LEVELS(1, 65_535, true),
    /** Number of coordinates that share a norm or a scale. */
    BUCKET(1, 1 << 30, true),
    /** The norm of a bucket. */
    NORM("l2", "max"),
    /** Number of coordinates that are kept, or a share of them below 1. */
    K(1e-9, 1 << 30),
    /** Number of coordinates below which a tensor is sent whole. */
    DENSE(0, 1 << 30, true),
    /** Standard deviations beyond which a gradient is clipped; 0 = never. */
    CLIP(0, 1e6),
    /** Number of coordinates in a bin; 0 = 50 for convolutions, 500 for all else. */
    BIN(0, 1 << 14, true),
    /** Rank of the two factors that approximate a matrix. */
    RANK(1, 1 << 10, true),
    /** Step size of a client's memory towards its updates; 0 = what theory says. */
    ALPHA(0, 1),
    /** Weight of a client's last direction in its next one. */
    MOMENTUM(0, 0.9999),
    /** Levels for an update whose norm is 1. */
    BUDGET(1e-6, 1e9),
    /** Share of the error that is left after one more round. */
    CONTRACTION(1e-3, 1),
    /** The side that chooses the bits of a round. */
    DECIDES("server", "client"),
    /** The lossless stage after all others. */
    ENTROPY("none", "zstd");

    private final String word;
    private final double min;
    private final double max;
    private final boolean whole;
    private final List<String> words;

    CodecOption(double min, double max) {
        this(min, max, false);
    }

    CodecOption(double min, double max, boolean whole) {
        this.word = name().toLowerCase(Locale.ROOT);
        this.min = min;
        this.max = max;
        this.whole = whole;
        this.words = List.of();
    }

    CodecOption(String... words) {
        this.word = name().toLowerCase(Locale.ROOT);
        this.min = 0;
        this.max = 0;
        this.whole = false;
        this.words = List.of(words);
    }

    /** The name in job files and offers. */
    public String word() {
        return word;
    }

    @Override
    public double min() {
        return min;
    }

    @Override
    public double max() {
        return max;
    }

    @Override
    public boolean isWhole() {
        return whole;
    }

    @Override
    public List<String> words() {
        return words;
    }

    /** The value that asks for nothing and is left out of offers; empty where every value asks for something. */
    public Optional<Object> off() {
        return switch (this) {
            case DENSE, BIN -> Optional.of(0);
            case ALPHA, MOMENTUM -> Optional.of(0.0);
            case ENTROPY -> Optional.of("none");
            default -> Optional.empty();
        };
    }

    @Override
    public boolean takes(Object value) {
        return OptionSpec.super.takes(value) && (this != K || isShareOrWhole(((Number) value).doubleValue()));
    }

    private static boolean isShareOrWhole(double k) {
        return k < 1 || Math.rint(k) == k;
    }

    @Override
    public String rule() {
        return this == K
                ? "must be a share below 1, or a whole number up to " + Text.plain(max)
                : OptionSpec.super.rule();
    }

    /** The option of that name, if this version knows it. */
    public static Optional<CodecOption> of(String word) {
        return Arrays.stream(values())
                .filter(option -> option.word.equals(word))
                .findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
