package io.psephos.simulation.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The numbers of a report as people read them, with their units; a dash for what was not measured. */
final class Quantity {
    static final String NONE = "–";
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB"};
    private static final String SPACE = "\u00a0";

    private Quantity() {}

    /** A share of 1 as a percentage with one decimal. */
    static String percent(@Nullable Double share) {
        return share == null || !Double.isFinite(share)
                ? NONE
                : String.format(Locale.ROOT, "%.1f%s%%", 100 * share, SPACE);
    }

    /** A difference of shares, in points of a percent. */
    static String points(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    static String decimal(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? NONE : String.format(Locale.ROOT, "%.4f", value);
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A mean of counts, without decimals. */
    static String count(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }

    /** A noun with its number: one run, two runs. */
    static String counted(long count, String noun) {
        return count(count) + SPACE + noun + (count == 1 ? "" : "s");
    }

    /** Bytes with three digits, in powers of 1000. */
    static String bytes(double count) {
        double value = count;
        int unit = 0;
        while (value >= 999.5 && unit < BYTES.length - 1) {
            value /= 1000;
            unit++;
        }
        String form = unit == 0 || value >= 99.95 ? "%.0f%s%s" : "%.1f%s%s";
        return String.format(Locale.ROOT, form, value, SPACE, BYTES[unit]);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 9.95 ? "%.1f×" : "%.0f×", ratio);
    }

    static String seconds(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f%ss" : "%.0f%ss", seconds, SPACE);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d%smin", whole / 60, whole % 60, SPACE)
                : String.format(Locale.ROOT, "%d:%02d%sh", whole / 3600, whole / 60 % 60, SPACE);
    }
}
