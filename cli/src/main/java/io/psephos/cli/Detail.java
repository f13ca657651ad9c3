package io.psephos.cli;

import picocli.CommandLine.Option;

/** The option for more detail than most want. */
final class Detail {
    static final String NAME = "--verbose";

    @Option(names = NAME, description = "Tells more: who holds what, and where in the code a failure happened.")
    private boolean verbose;

    boolean isWanted() {
        return verbose;
    }
}
