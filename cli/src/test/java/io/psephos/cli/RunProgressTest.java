package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the progress display, at a time of their own. */
class RunProgressTest {
    private static final long ROUNDS = 100;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    /** The last column stays free, since some terminals begin a new line once it is written to. */
    @ParameterizedTest
    @ValueSource(ints = {10, 20, 40, 60, 80, 100, 200})
    void noLineIsWiderThanTheTerminal(int columns) {
        run(true, columns);

        assertThat(frames())
                .hasSizeGreaterThan(50)
                .allSatisfy(frame -> assertThat(frame.length()).isLessThan(columns));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100})
    void theBarIsThereAtUsualWidths(int columns) {
        run(true, columns);

        assertThat(frames()).allSatisfy(frame -> assertThat(frame).matches("━{8,24}  round +\\d+/100 .*"));
        assertThat(frames().getLast()).contains("100/100").contains("96.4 %").contains("1:40");
        assertThat(frames().stream()
                        .skip(20)
                        .map(frame -> frame.lastIndexOf('━'))
                        .distinct())
                .as("a bar that does not jump")
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void theTimeLeftFollowsThePace() {
        run(false, 80);

        assertThat(lines())
                .hasSize(20)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(100));
        assertThat(lines().get(9)).contains("round  50/100").endsWith("0:50, 0:50 left");
        assertThat(lines().getLast()).endsWith("1:40");
    }

    /** The evaluation of a version is told after the version. */
    @Test
    void aLineHasTheAccuracyOfItsOwnRound() {
        run(false, 80);

        assertThat(lines().getFirst()).contains("round   5/100").contains("accuracy  1.4 %");
        assertThat(lines().getLast()).contains("round 100/100").contains("accuracy 96.4 %");
    }

    @Test
    void longTimesHaveHours() {
        assertThat(ProgressLine.time(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
        assertThat(ProgressLine.time(Duration.ofSeconds(63))).isEqualTo("1:03");
    }

    /** A round a second, evaluated every fifth time, after it was published. */
    private void run(boolean live, int columns) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        RunProgress progress = new RunProgress(new Output(out, false, live, columns), ROUNDS, nanos::get);
        double accuracy = Double.NaN;
        for (long round = 1; round <= ROUNDS; round++) {
            nanos.addAndGet(1_000_000_000);
            progress.show(moment(round, accuracy));
            if (round % 5 == 0) {
                accuracy = round == ROUNDS ? 0.964 : 0.009 + round / 1000.0;
                progress.show(moment(round, accuracy));
            }
        }
        progress.end();
    }

    private static RunProgress.Moment moment(long round, double accuracy) {
        return new RunProgress.Moment(round, accuracy, round * 25_000, round * 768_800, round * 58_000, round * 20, 0);
    }

    private List<String> frames() {
        return List.of(printed.toString(StandardCharsets.UTF_8)
                        .strip()
                        .replaceAll("\u001b\\[[0-9;]*m", "")
                        .substring(1)
                        .split("\r?\u001b\\[2K"))
                .stream()
                .skip(1)
                .map(frame -> frame.replace("\r", ""))
                .toList();
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
