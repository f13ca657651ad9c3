package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Sha256;
import io.psephos.protocol.json.ProtocolJson;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RunsReportTest {
    private static final String HOSTILE = "</script><script>alert(1)</script>\" onload=\"x & <b>\u2028</b>";
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @Test
    void thePageSaysWhichSettingIsBetterAndAtWhatCost() {
        String page = page(
                TestRuns.run("slow", 1, 0.6), TestRuns.run("slow", 2, 0.7),
                TestRuns.run("fast", 1, 0.9), TestRuns.run("fast", 2, 0.8));

        assertThat(page)
                .contains("<strong>fast</strong> ends highest, at <strong>85.0\u00a0% ± 7.1</strong>.")
                .contains("Next is slow at 65.0\u00a0% ± 7.1.")
                .as("76.5 % is 90 % of the best; the ninth round is the first above it with 0.9, the tenth with 0.8")
                .contains("rounds to 76.5\u00a0%")
                .contains(">10 <small>4.8\u00a0kB a client</small>")
                .contains(">never<")
                .as("1,000 bytes for two updates")
                .contains("500\u00a0B <small>10×</small>")
                .contains("Made by Psephos 1.2.3.");
        assertThat(page.indexOf(">fast<")).isLessThan(page.indexOf(">slow<"));
    }

    @Test
    void settingsThatDifferByLessThanTheirSeedsAreSaidTo() {
        assertThat(page(
                        TestRuns.run("a", 1, 0.80), TestRuns.run("a", 2, 0.70),
                        TestRuns.run("b", 1, 0.81), TestRuns.run("b", 2, 0.72)))
                .contains("They differ by less than their seeds do.");
        assertThat(page(TestRuns.run("a", 1, 0.80), TestRuns.run("b", 1, 0.81)))
                .contains("With one seed each, a small difference may be chance.");
    }

    @Test
    void aSeedThatDidNotFinishIsToldAndInNoMean() {
        String page = page(
                TestRuns.run("a", 1, 0.8),
                TestRuns.failed("a", 2, "diverged in round 3"),
                TestRuns.failed("b", 1, "stalled"));

        assertThat(page)
                .contains("<strong>a</strong> ends highest, at <strong>80.0\u00a0%</strong>")
                .contains("<span class=\"failed\">1 of 2</span>")
                .contains("<span class=\"failed\">diverged in round 3</span>")
                .contains("<span class=\"failed\">1 of 1</span>");
    }

    @Test
    void theScriptDrawsMeansWithTheLowestAndTheHighestSeed() {
        JsonNode runs =
                data(page(TestRuns.run("a", 1, 0.8), TestRuns.run("a", 2, 0.6))).path("runs");

        assertThat(runs).hasSize(1);
        JsonNode last = runs.path(0).path("accuracy");
        assertThat(last.path("mean").path(9).asDouble()).isEqualTo(0.7);
        assertThat(last.path("low").path(9).asDouble()).isEqualTo(0.6);
        assertThat(last.path("high").path(9).asDouble()).isEqualTo(0.8);
        assertThat(runs.path(0).path("bytes").path(9).asDouble()).isEqualTo(10_000);
        assertThat(runs.path(0).path("seconds").path(9).asDouble()).isEqualTo(10);
    }

    @Test
    void textOfOthersIsNeverMarkup() {
        ReportRun run = TestRuns.run(HOSTILE, 1, 0.5);
        String page = new RunsReport(
                        HOSTILE,
                        List.of(run, TestRuns.failed(HOSTILE + "2", 1, HOSTILE)),
                        List.of(HOSTILE),
                        List.of("runs.csv"))
                .page();

        assertThat(DATA.matcher(page).replaceAll(""))
                .doesNotContain("<script>alert")
                .doesNotContain("<b>")
                .doesNotContain("\" onload");
        assertThat(page).contains("&lt;/script&gt;&lt;script&gt;alert(1)");
        assertThat(data(page).path("runs").path(0).path("label").asString()).isEqualTo(HOSTILE);
    }

    @Test
    void thePageAllowsItsOwnScriptsAndNothingElse() {
        String page = page(TestRuns.run("a", 1, 0.8));

        List<String> scripts =
                SCRIPT.matcher(page).results().map(script -> script.group(1)).toList();
        String hashes =
                String.join(" ", scripts.stream().map(RunsReportTest::hash).toList());
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        assertThat(scripts).hasSize(3);
        assertThat(page)
                .contains("content=\"default-src 'none'; script-src " + hashes + "; style-src " + hash(style)
                        + "; base-uri 'none'; form-action 'none'\"");
    }

    @Test
    void thePageAsksForNothing() {
        String page = page(TestRuns.run("a", 1, 0.8));

        assertThat(Pattern.compile("(?:src|href)=\"[^\"]*\"|url\\([^)]*\\)|@import|<link|<img|<iframe")
                        .matcher(page)
                        .results()
                        .map(MatchResult::group))
                .containsExactly("href=\"runs.csv\"");
        assertThat(page).as("the policy would not let it").doesNotContain(" style=\"");
    }

    @Test
    void withoutScriptsTheNumbersStand() {
        String page = SCRIPT.matcher(page(TestRuns.run("a", 7, 0.8))).replaceAll("");

        assertThat(page)
                .contains("<noscript><p>Curves are drawn by a script of this page")
                .contains("<strong>80.0\u00a0%</strong>")
                .contains("<pre>name: a</pre>")
                .contains("seed 7")
                .contains("<code>d1ge57</code>")
                .contains("Who holds what")
                .contains("attacker 0: 3 examples; by class 3 0")
                .contains("<dt>late <span>1</span></dt>");
    }

    @Test
    void tenThousandRoundsOfFifteenRunsAreAPageThatCanBeSent() {
        ReportRun[] runs = IntStream.range(0, 15)
                .mapToObj(i -> TestRuns.run("setting " + i, 1, 10_000, round -> (round * 31 + i) % 97 / 97.0, null))
                .toArray(ReportRun[]::new);

        String page = page(runs);

        assertThat(page.length()).isLessThan(3_000_000);
        assertThat(page)
                .contains("of 150,000 points: long curves are thinned, their peaks and dips are kept.")
                .contains("The best 8 are coloured, the others grey.");
    }

    private static String page(ReportRun... runs) {
        return new RunsReport("title", List.of(runs), List.of(), List.of("runs.csv")).page();
    }

    private static JsonNode data(String page) {
        return ProtocolJson.strict()
                .readTree(DATA.matcher(page).results().findFirst().orElseThrow().group(1));
    }

    private static String hash(String inline) {
        return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(inline)) + "'";
    }
}
