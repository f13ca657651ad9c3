package io.psephos.bench.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of the JVM's own threads in nanoseconds, as Linux tells it; 0 elsewhere. Of a thread that ended, as
 * compilers do while there is nothing to compile, nothing is told.
 *
 * @param compiling by the compilers
 * @param collecting by the garbage collector
 */
record JvmThreads(long compiling, long collecting) {
    private static final Path TASKS = Path.of("/proc/self/task");

    static JvmThreads now() {
        if (!Files.isDirectory(TASKS)) {
            return new JvmThreads(0, 0);
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            List<Path> threads = tasks.toList();
            return new JvmThreads(nanos(threads, "C1 ", "C2 "), nanos(threads, "GC ", "G1 ", "VM Thread"));
        } catch (IOException e) {
            return new JvmThreads(0, 0);
        }
    }

    JvmThreads since(JvmThreads earlier) {
        return new JvmThreads(Math.max(0, compiling - earlier.compiling), Math.max(0, collecting - earlier.collecting));
    }

    private static long nanos(List<Path> threads, String... names) {
        return threads.stream()
                .filter(thread -> Stream.of(names).anyMatch(read(thread, "comm")::startsWith))
                .map(thread -> read(thread, "schedstat").split(" ", 2)[0])
                .mapToLong(nanos -> nanos.isEmpty() ? 0 : Long.parseLong(nanos))
                .sum();
    }

    /** Nothing of a thread that has just ended. */
    private static String read(Path thread, String file) {
        try {
            return Files.readString(thread.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }
}
