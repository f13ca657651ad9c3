package io.psephos.simulation.report;

import io.psephos.protocol.Sha256;
import io.psephos.protocol.json.ProtocolJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A self-contained HTML page that asks for nothing and runs no script but its own. */
final class ReportPage {
    private static final List<String> STYLES = List.of("vendor/uPlot.min.css", "report.css");
    private static final List<String> SCRIPTS = List.of("vendor/uPlot.iife.min.js", "ticks.js", "report.js");

    private ReportPage() {}

    /**
     * Returns a page without scripts.
     *
     * @param body HTML, with all text of others escaped
     * @param styles rules of its own
     */
    static String of(String title, String body, Collection<String> styles) {
        return page(title, body, resource("report.css") + String.join("\n", styles), List.of());
    }

    /**
     * Returns a page whose script draws the data.
     *
     * @param data what the script reads; any text in it is safe
     */
    static String drawn(String title, String body, Object data) {
        String json = "<script type=\"application/json\" id=\"data\">" + inlined(data) + "</script>\n";
        String styles = STYLES.stream().map(ReportPage::resource).collect(Collectors.joining("\n"));
        return page(
                title,
                body + json,
                styles,
                SCRIPTS.stream().map(ReportPage::resource).toList());
    }

    private static String page(String title, String body, String styles, List<String> scripts) {
        String allowed = scripts.isEmpty()
                ? "'none'"
                : scripts.stream().map(ReportPage::hash).collect(Collectors.joining(" "));
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="%s">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s · Psephos</title>
                <style>%s</style>
                </head>
                <body>
                %s%s</body>
                </html>
                """.formatted(
                        "default-src 'none'; script-src " + allowed + "; style-src " + hash(styles)
                                + "; base-uri 'none'; form-action 'none'",
                        escaped(title),
                        styles,
                        body,
                        scripts.stream()
                                .map(script -> "<script>" + script + "</script>\n")
                                .collect(Collectors.joining()));
    }

    /** The data as JSON that no HTML parser finds an end of a script in. */
    private static String inlined(Object data) {
        return ProtocolJson.strict()
                .writeValueAsString(data)
                .replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String hash(String inline) {
        return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(inline)) + "'";
    }

    static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            // The hash that allows a script is of its lines as a browser ends them.
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
