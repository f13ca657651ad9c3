package io.psephos.simulation.report;

import java.util.Locale;

/** A self-contained HTML page. */
final class ReportPage {
    private ReportPage() {}

    /** @param body HTML, with all text of others escaped */
    static String of(String title, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s · Psephos</title><style>
                body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
                color: #1c1b19; background: #fbfaf7 }
                h1 { font-weight: 600 } table { border-collapse: collapse } td, th { padding: .15rem 1.5rem .15rem 0; text-align: left }
                td + td { font-variant-numeric: tabular-nums }
                th { font-weight: 600; border-bottom: 1px solid #e4e0d6 }
                .swatch { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .5rem }
                .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.5rem; margin: 1.5rem 0 }
                .wide { margin: 1.5rem 0 }
                svg { width: 100%%; background: #fff; border: 1px solid #e4e0d6; border-radius: 6px }
                .line { fill: none; stroke-width: 2; stroke-linejoin: round } .grid { stroke: #eee9df }
                .tick { font-size: 11px; fill: #6b665c } .axis { font-size: 12px; fill: #1c1b19 }
                code { overflow-wrap: anywhere } figure { margin: 0 } figcaption { font-weight: 600; margin-bottom: .3rem }
                </style></head>
                <body>
                <h1>%1$s</h1>
                %2$s
                </body></html>
                """.formatted(escaped(title), body);
    }

    /** Returns four decimals, a dash for what was not measured. */
    static String decimal(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
