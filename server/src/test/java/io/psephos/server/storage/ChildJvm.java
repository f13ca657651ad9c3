package io.psephos.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java process that a test starts, listens to and kills. It runs a main class of the test's class path and speaks in
 * lines, each ended by {@link #END}, so that a line cut short by the kill is told from a whole one.
 */
public final class ChildJvm implements AutoCloseable {
    private static final String END = ".";

    private final Process process;
    private final BufferedReader output;
    private final Path errors;
    private final List<String> lines = new ArrayList<>();

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
        this.errors = errors;
    }

    /** @param errors where its standard error goes */
    public static ChildJvm start(Path errors, Class<?> main, String... arguments) {
        return start(errors, List.of(), main, arguments);
    }

    /**
     * @param errors where its standard error goes
     * @param options of its virtual machine
     */
    public static ChildJvm start(Path errors, List<String> options, Class<?> main, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(java(), "--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(Redirect.appendTo(errors.toFile()))
                    .start();
            return new ChildJvm(process, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says a line to the parent, now. For use in the child. */
    public static void say(String line) {
        synchronized (System.out) {
            System.out.print(line + END + "\n");
            System.out.flush();
        }
    }

    /** Reads until it has said so many lines; fails when it ends before. */
    public void await(int count) {
        while (lines.size() < count) {
            if (!readLine()) {
                throw new AssertionError("the child ended after " + lines.size() + " lines, saying " + errors());
            }
        }
    }

    /** Ends it with SIGKILL, wherever it is; what it said can still be read, as it could not after Process.destroyForcibly. */
    public void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** All that it said, once it has ended. */
    public List<String> lines() {
        boolean more = true;
        while (more) {
            more = readLine();
        }
        return List.copyOf(lines);
    }

    private boolean readLine() {
        try {
            String line = output.readLine();
            if (line != null && line.endsWith(END)) {
                lines.add(line.substring(0, line.length() - END.length()));
            }
            return line != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String java() {
        return ProcessHandle.current()
                .info()
                .command()
                .orElseGet(() ->
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    @Override
    public void close() {
        kill();
    }
}
