package io.psephos.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** A folder with the launcher and a jar that runs the classes under test, as a checkout is once it is built. */
record Checkout(Path folder) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int LONGEST_MINUTES = 5;

    /** Makes one that is built. */
    static Checkout in(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("cli/target"));
        Files.copy(ROOT.resolve("psephos"), folder.resolve("psephos"));
        folder.resolve("psephos").toFile().setExecutable(true);
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        try (OutputStream jar = Files.newOutputStream(folder.resolve("cli/target/psephos.jar"))) {
            new JarOutputStream(jar, manifest()).close();
        }
        return new Checkout(folder);
    }

    /** A file or folder of the repository under test. */
    static Path file(String name) {
        return ROOT.resolve(name);
    }

    /** A page of the documentation of the repository under test. */
    static String page(String name) throws IOException {
        return Files.readString(ROOT.resolve(name));
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Psephos.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                                .map(entry ->
                                        Path.of(entry).toAbsolutePath().toUri().toString())
                                .collect(Collectors.joining(" ")));
        return manifest;
    }

    /**
     * Gives a shell a script by its standard input, as a paste does, and waits until it ends.
     *
     * @param surroundings variables of the environment; those that are empty are unset
     */
    Run type(String script, Map<String, String> surroundings, String... shell) throws Exception {
        Path out = folder.resolve("out.log");
        Path err = folder.resolve("err.log");
        ProcessBuilder builder = new ProcessBuilder(shell)
                .directory(folder.toFile())
                .redirectInput(
                        Files.writeString(folder.resolve("typed"), script).toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        new HashMap<>(surroundings).forEach((name, value) -> {
            if (value.isEmpty()) {
                environment.remove(name);
            } else {
                environment.put(name, value);
            }
        });
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
            return new Run(ended ? process.exitValue() : -1, text(out), text(err));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
