package io.psephos.learning.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class KernelsTest {

    /** Started in a JVM of its own, without the module. */
    static final class PrintBest {
        public static void main(String[] arguments) {
            System.out.print(
                    Kernels.best().getClass().getSimpleName() + Kernels.vector().isPresent());
        }
    }

    @Test
    void fallsBackWithoutASoundWhereTheModuleIsNotResolved() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(
                        java.toString(), "-cp", System.getProperty("java.class.path"), PrintBest.class.getName())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
        Process process = builder.start();

        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo("PlainKernelfalse");
    }
}
