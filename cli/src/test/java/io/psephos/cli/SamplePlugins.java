package io.psephos.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The plug-ins of {@code samples/plugins}, compiled and packed as a user does it. */
final class SamplePlugins {
    private static final Path SOURCES = Checkout.file("samples/plugins/src/main");

    private SamplePlugins() {}

    /** Makes a jar in the folder. */
    static Path jar(Path folder) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        files(SOURCES.resolve("java")).forEach(source -> arguments.add(source.toString()));
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (exit != 0) {
            throw new IllegalStateException("the plug-ins do not compile");
        }
        Path jar = folder.resolve("plugins.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            pack(classes, out);
            pack(SOURCES.resolve("resources"), out);
        }
        return jar;
    }

    /** The Java files of the plug-ins. */
    static List<Path> sources() throws IOException {
        return files(SOURCES.resolve("java"));
    }

    private static void pack(Path root, JarOutputStream out) throws IOException {
        for (Path file : files(root)) {
            out.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
            copy(file, out);
            out.closeEntry();
        }
    }

    private static void copy(Path file, OutputStream out) {
        try {
            Files.copy(file, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
