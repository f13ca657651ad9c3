package io.psephos.cli;

import java.time.Duration;
import java.util.List;

/** The layout of a line that shows progress: a bar, and as many facts as the terminal is wide for. */
final class ProgressLine {
    private static final int LONGEST_BAR = 24;
    private static final int SHORTEST_BAR = 8;
    private static final String GAP = "  ";

    private ProgressLine() {}

    /**
     * Returns the line.
     *
     * @param share that is done, from 0 to 1
     * @param facts the most important first; what does not fit is left out
     * @param columns width of the terminal, whose last column stays free
     */
    static String of(double share, List<String> facts, int columns) {
        int room = columns - 1;
        boolean hasBar =
                !facts.isEmpty() && SHORTEST_BAR + GAP.length() + facts.get(0).length() <= room;
        int taken = hasBar ? SHORTEST_BAR : -GAP.length();
        StringBuilder text = new StringBuilder();
        for (String fact : facts) {
            if (taken + GAP.length() + fact.length() > room) {
                break;
            }
            text.append(taken < 0 ? "" : GAP).append(fact);
            taken += GAP.length() + fact.length();
        }
        if (text.isEmpty() && !facts.isEmpty()) {
            return facts.get(0).substring(0, Math.max(0, room));
        }
        return hasBar ? bar(share, Math.min(LONGEST_BAR, SHORTEST_BAR + room - taken)) + text : text.toString();
    }

    /** Returns hours where there are any, minutes and seconds. */
    static String time(Duration time) {
        return time.toHours() > 0
                ? String.format("%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format("%d:%02d", time.toMinutesPart(), time.toSecondsPart());
    }

    private static String bar(double share, int length) {
        int filled = (int) Math.max(0, Math.min(length, share * length));
        return "\u001b[38;5;173m" + "━".repeat(filled) + "\u001b[38;5;240m" + "━".repeat(length - filled) + "\u001b[0m";
    }
}
