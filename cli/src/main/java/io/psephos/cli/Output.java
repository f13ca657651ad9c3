package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.io.PrintStream;
import java.util.Map;

/** The output of a command: text for people, and with {@code --json} an object on the last line of standard output. */
final class Output {
    private static final int DEFAULT_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 40;
    /** Width of the labels before facts. */
    private static final int LABEL = 13;

    private final PrintStream people;
    private final boolean json;
    private final boolean live;
    private final int columns;

    /** @param json whether text goes to standard error */
    Output(boolean json) {
        this(
                json ? System.err : System.out,
                json,
                !json && Boolean.getBoolean("psephos.terminal.out"),
                Integer.getInteger("psephos.terminal.columns", DEFAULT_COLUMNS));
    }

    /** @param live whether a line can be overwritten */
    Output(PrintStream people, boolean json, boolean live, int columns) {
        this.people = people;
        this.json = json;
        this.live = live;
        this.columns = columns > 0 ? columns : DEFAULT_COLUMNS;
    }

    /** Whether a line can be overwritten. */
    boolean isLive() {
        return live;
    }

    /** Returns the width of the terminal in characters. */
    int columns() {
        return columns;
    }

    void line(String text) {
        people.println(text);
    }

    /** Prints a label with its text, which is broken between words where it is wider than the terminal. */
    void fact(String label, String text) {
        int width = Math.max(FEWEST_COLUMNS, columns) - 1;
        StringBuilder line = new StringBuilder(label).repeat(" ", LABEL - label.length());
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                people.println(line);
                line = new StringBuilder().repeat(" ", LABEL);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        people.println(line);
    }

    /** Overwrites the line that this method wrote last. */
    void over(String text) {
        people.print("\r\u001b[2K" + text);
        people.flush();
    }

    void result(Map<String, ?> result) {
        if (json) {
            System.out.println(ProtocolJson.strict().writeValueAsString(result));
        }
    }
}
