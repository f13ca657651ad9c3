package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.io.PrintStream;
import java.util.Map;

/** Where a command speaks: to people, and with {@code --json} to a program on the last line of standard output. */
final class Output {
    private static final int DEFAULT_COLUMNS = 80;

    private final PrintStream people;
    private final boolean json;
    private final boolean live;

    /** @param json then people are spoken to on standard error */
    Output(boolean json) {
        this.json = json;
        this.people = json ? System.err : System.out;
        this.live = !json && Boolean.getBoolean("psephos.terminal.out");
    }

    /** Whether a line can be written over. */
    boolean isLive() {
        return live;
    }

    /** Characters that fit into a line of the terminal. */
    int columns() {
        return Integer.getInteger("psephos.terminal.columns", DEFAULT_COLUMNS);
    }

    void line(String text) {
        people.println(text);
    }

    /** Writes over the line that was written last by this method. */
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
