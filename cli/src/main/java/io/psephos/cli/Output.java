package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.io.PrintStream;
import java.util.Map;

/** The output of a command: text for people, and with {@code --json} an object on the last line of standard output. */
final class Output {
    private static final int DEFAULT_COLUMNS = 80;

    private final PrintStream people;
    private final boolean json;
    private final boolean live;

    /** @param json whether text goes to standard error */
    Output(boolean json) {
        this.json = json;
        this.people = json ? System.err : System.out;
        this.live = !json && Boolean.getBoolean("psephos.terminal.out");
    }

    /** Whether a line can be overwritten. */
    boolean isLive() {
        return live;
    }

    /** Returns the width of the terminal in characters. */
    int columns() {
        return Integer.getInteger("psephos.terminal.columns", DEFAULT_COLUMNS);
    }

    void line(String text) {
        people.println(text);
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
