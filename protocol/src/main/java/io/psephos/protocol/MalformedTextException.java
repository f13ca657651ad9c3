package io.psephos.protocol;

/** The exception for text that cannot be read, with the place where that shows. */
public final class MalformedTextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_KEY = 200;

    private final String key;
    private final String fault;

    /**
     * A fault at a line and a column, both counted from 1.
     *
     * @param key path of the nearest key, as in {@code schedule.rounds}; empty where there is none
     * @param reason what is wrong there, untrusted
     */
    public MalformedTextException(String key, int line, int column, String reason) {
        this(shortened(key), "line " + line + ", column " + column + ": " + Text.line(reason));
    }

    private MalformedTextException(String key, String fault) {
        super(key.isEmpty() ? fault : key + ", " + fault);
        this.key = key;
        this.fault = fault;
    }

    /** Path of the nearest key; empty where there is none. */
    public String key() {
        return key;
    }

    /** The message without the key. */
    public String fault() {
        return fault;
    }

    private static String shortened(String key) {
        String printable = Text.line(key);
        return printable.length() <= MAX_KEY ? printable : "…" + printable.substring(printable.length() - MAX_KEY);
    }
}
