package io.psephos.samples;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A fenced block of a page in Markdown.
 *
 * @param source the file that a comment in the line before names, or nothing
 * @param text its lines, each with its end
 */
record CodeBlock(String source, String language, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)(?:^<!-- (\\S+) -->\\n)?^```(\\w+)\\n(.*?)^```$");
    private static final int DEEPEST = 16;

    static List<CodeBlock> in(String page) {
        return BLOCK.matcher(page)
                .results()
                .map(block ->
                        new CodeBlock(block.group(1) == null ? "" : block.group(1), block.group(2), block.group(3)))
                .toList();
    }

    /** Whether the file has these lines, all of them indented by the same number of spaces. */
    boolean standsIn(String file) {
        return IntStream.rangeClosed(0, DEEPEST)
                .mapToObj(depth -> text.replaceAll("(?m)^(?=.)", " ".repeat(depth)))
                .anyMatch(("\n" + file)::contains);
    }
}
