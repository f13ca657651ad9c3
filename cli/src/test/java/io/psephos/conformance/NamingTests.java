package io.psephos.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.psephos.protocol.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The index of tests by the protocol rows that they name, read from the sources, as no module sees the tests of all
 * others.
 */
final class NamingTests extends TreeScanner<@Nullable Void, String> {
    private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "TestFactory");

    private final Map<String, Set<String>> testsByRow = new TreeMap<>();

    private NamingTests() {}

    /**
     * The tests by the rows that they name, of all modules under the root.
     *
     * @throws IllegalArgumentException for a {@link Row} on what is no test, or whose names are not written out
     */
    static Map<String, Set<String>> under(Path root) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        NamingTests naming = new NamingTests();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    problem -> {},
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(tests(root)));
            for (CompilationUnitTree unit : task.parse()) {
                naming.scan(unit, "");
            }
        }
        return naming.testsByRow;
    }

    private static List<Path> tests(Path root) throws IOException {
        try (Stream<Path> modules = Files.list(root)) {
            List<Path> folders = modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            return folders.stream().flatMap(NamingTests::sources).toList();
        }
    }

    private static Stream<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, String outer) {
        String name = type.getSimpleName().toString();
        note(type.getModifiers().getAnnotations(), name, name.endsWith("Test"));
        return super.visitClass(type, name);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, String type) {
        List<? extends AnnotationTree> annotations = method.getModifiers().getAnnotations();
        boolean test = annotations.stream().map(NamingTests::name).anyMatch(TESTS::contains);
        note(annotations, type + "." + method.getName(), test);
        return super.visitMethod(method, type);
    }

    private void note(List<? extends AnnotationTree> annotations, String place, boolean test) {
        for (AnnotationTree annotation : annotations) {
            if (name(annotation).equals(Row.class.getSimpleName())) {
                if (!test) {
                    throw new IllegalArgumentException(place + " names rows and is no test");
                }
                annotation.getArguments().forEach(argument -> name(argument, place));
            }
        }
    }

    private void name(ExpressionTree argument, String place) {
        if (argument instanceof NewArrayTree array) {
            array.getInitializers().forEach(row -> name(row, place));
        } else if (argument instanceof LiteralTree literal && literal.getValue() instanceof String row) {
            testsByRow.computeIfAbsent(row, any -> new TreeSet<>()).add(place);
        } else {
            throw new IllegalArgumentException(place + " does not write out the rows that it names: " + argument);
        }
    }

    private static String name(AnnotationTree annotation) {
        String name = annotation.getAnnotationType().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
