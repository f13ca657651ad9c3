package io.psephos.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An option of a compressor, under the name that it has in job files and offers. */
public enum CodecOption implements OptionSpec {
    THRESHOLD("Magnitude above which a coordinate is sent, in the unit of the update.", 0, 1e30),
    LEVELS(
            "Quantization levels between zero and the norm of a bucket: 15 are five bits a weight, more are finer.",
            1,
            65_535,
            true),
    BUCKET("Coordinates that share a norm or a scale; fewer are finer and cost more bytes.", 1, 1 << 30, true),
    NORM(
            "The norm that a bucket is scaled by: `l2`, or `max`, the largest magnitude, with less noise.",
            List.of("l2", "max")),
    K("Coordinates that are kept of an update, or a share of them below 1.", 1e-9, 1 << 30),
    DENSE("Coordinates below which a tensor is sent whole, such as biases; 0 sends none whole.", 0, 1 << 30, true),
    CLIP("Standard deviations beyond which a coordinate is clipped; 0 is never.", 0, 1e6),
    BIN("Coordinates of a bin; 0 is 50 for convolutions and 500 for all else.", 0, 1 << 14, true),
    RANK("Rank of the two factors that stand for a matrix; more is finer and larger.", 1, 1 << 10, true),
    ALPHA("Step of the memory towards each update; 0 is what theory says.", 0, 1),
    MOMENTUM("Share of a client's last direction in its next update; 0 is none, 0.9 usual.", 0, 0.9999),
    BUDGET("Levels for an update whose norm is 1: the larger, the more bits.", 1e-6, 1e9),
    CONTRACTION("Share of the error that is left after one more round: below 1, early rounds get fewer bits.", 1e-3, 1),
    DECIDES(
            "Who chooses the bits of a round: the `server` by the last aggregate, or each `client` by its update.",
            List.of("server", "client")),
    ENTROPY("Lossless compression after all else: `none` or `zstd`.", List.of("none", "zstd"));

    private final String word;
    private final String meaning;
    private final double min;
    private final double max;
    private final boolean whole;
    private final List<String> words;

    CodecOption(String meaning, double min, double max) {
        this(meaning, min, max, false);
    }

    CodecOption(String meaning, double min, double max, boolean whole) {
        this(meaning, min, max, whole, List.of());
    }

    CodecOption(String meaning, List<String> words) {
        this(meaning, 0, 0, false, words);
    }

    CodecOption(String meaning, double min, double max, boolean whole, List<String> words) {
        this.word = name().toLowerCase(Locale.ROOT);
        this.meaning = meaning;
        this.min = min;
        this.max = max;
        this.whole = whole;
        this.words = words;
    }

    /** The name in job files and offers. */
    public String word() {
        return word;
    }

    @Override
    public String meaning() {
        return meaning;
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
