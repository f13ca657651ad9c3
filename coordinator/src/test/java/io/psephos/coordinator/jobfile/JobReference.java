package io.psephos.coordinator.jobfile;

import io.psephos.protocol.ConfigName;
import io.psephos.protocol.OptionSpec;
import io.psephos.protocol.Text;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The reference of job files as a page in Markdown: section by section their keys, then the kinds that these choose from. */
final class JobReference {
    private static final String HEAD = """
            # Job files

            A job file says what is trained, by whom, and how: one document in YAML or JSON. Every key has a default, unknown keys
            are refused, and all violations come at once, each with its path. [algorithms.md](algorithms.md) has lines to copy for
            algorithms by their names, [protocol.md](protocol.md#the-job-file) the formulas behind the words,
            [own-model.md](own-model.md) a job with an uploaded model from beginning to end.

            **In an editor** that knows YAML schemas (VS Code with the YAML extension, IntelliJ IDEA, Neovim and others by
            yaml-language-server) this first line completes keys, shows what they mean and marks mistakes while you type; the path
            is relative to the job file:
            ```yaml
            # yaml-language-server: $schema=../../docs/job.schema.json
            ```
            The schema, [job.schema.json](job.schema.json), knows each key by itself. What keys mean for each other, such as a
            quorum above its cohort, the server checks, and so does `./psephos simulate`.

            **Kinds.** A key such as `filters` or `dampening` takes a kind by its word, or as `{kind: word, option: value}`;
            options of `codec.scheme`, `aggregation.rule`, `optimizer.kind` and `simulation.attack.kind` stand beside it as keys of
            the same section. A list of kinds may be a single one without brackets.

            This page and the schema are generated from the declarations of keys and kinds:
            `mvn -pl coordinator -am test -Dtest=JobReferenceTest -Dsurefire.failIfNoSpecifiedTests=false
            -Dpsephos.write-reference=true`.
            """;

    private final StringBuilder page = new StringBuilder(HEAD);
    private final Map<String, String> families = new LinkedHashMap<>();

    private JobReference() {}

    /** The page. */
    static String text() {
        return new JobReference().written();
    }

    private String written() {
        page.append("\n| section | what it says |\n|---|---|\n");
        for (Section section : JobFile.SECTIONS) {
            page.append("| [`%1$s`](#%1$s) | %2$s |\n".formatted(section.name(), section.meaning()));
        }
        page.append("\nBeside the sections:\n");
        table("", List.of(JobFile.NAME));
        JobFile.SECTIONS.forEach(this::section);
        return page.toString();
    }

    private void section(Section section) {
        page.append("\n## ").append(section.name()).append("\n\n").append(section.meaning());
        page.append("\n\n```yaml\n").append(section.example()).append("\n```\n");
        table(section.name() + ".", section.keys());
        families(section.name() + ".", section.keys());
    }

    private void table(String path, List<Key<?>> keys) {
        page.append("\n| key | default | what it does | values |\n|---|---|---|---|\n");
        rows(path, keys);
    }

    private void rows(String path, List<Key<?>> keys) {
        for (Key<?> key : keys) {
            row("`" + path + key.name() + "`", usual(key), key.meaning(), values(key));
            if (key.type() instanceof KeyType.Mapping mapping) {
                mapping.forms().forEach(form -> rows(path + key.name() + ".", form.keys()));
            }
        }
    }

    private void row(String... cells) {
        page.append("| ")
                .append(String.join(" | ", cells).replace("\n", "<br>"))
                .append(" |\n");
    }

    private static <T> String usual(Key<T> key) {
        return key.usual().isEmpty() ? shown(key.type().write(key.otherwise())) : key.usual();
    }

    private static String shown(Object value) {
        return "`" + value + "`";
    }

    private static String values(Key<?> key) {
        String values = values(key.type());
        return key.with().isEmpty()
                ? values
                : values + "; goes with, for example, `" + key.with().replace("\n", "`, `") + "`";
    }

    private static String values(KeyType<?> type) {
        return switch (type) {
            case KeyType.Whole<?> whole -> "whole number, " + whole.min() + " to " + whole.max();
            case KeyType.Real real -> Text.plain(real.min()) + " to " + Text.plain(real.max());
            case KeyType.Flag flag -> "`true`, `false`";
            case KeyType.Name name -> "1 to 200 characters, none of control";
            case KeyType.Names names -> "list; " + names.entries() + " of 1 to 200 characters, none of control";
            case KeyType.Wholes wholes -> wholes(wholes);
            case KeyType.Time time -> "ISO-8601 duration, " + time.min() + " to " + time.max();
            case KeyType.Word<?> word ->
                words(Arrays.stream(word.words().getEnumConstants())
                        .map(ConfigName::word)
                        .toList());
            case KeyType.Only<?> only -> "`" + only.known() + "` in this version";
            case KeyType.Kind<?> kind -> link(kind.family());
            case KeyType.Named named -> link(named.family());
            case KeyType.OneKind<?> kind -> link(kind.family());
            case KeyType.Kinds<?> kinds -> "`none`, or " + link(kinds.family()) + ", one or a list";
            case KeyType.StepScheme scheme ->
                "`none`, or a [scheme](#compression-schemes) by its word or as `{scheme: word, option: value}`: "
                        + words(scheme.family().members().stream()
                                .map(Family.Member::word)
                                .toList());
            case KeyType.Tensors tensors ->
                "list of `{name: text, shape: [whole number, …]}`; `[]` is the shape of a scalar";
            case KeyType.Mapping mapping -> forms(mapping);
        };
    }

    private static String forms(KeyType.Mapping mapping) {
        List<String> forms = mapping.forms().stream()
                .map(form -> "`{" + form.keys().stream().map(Key::name).collect(Collectors.joining(", ")) + "}`")
                .toList();
        String all = String.join(" or ", forms);
        return mapping.words().isEmpty() ? all : words(mapping.words()) + ", " + all;
    }

    private static String link(Family family) {
        return "[" + family.name().toLowerCase(Locale.ROOT) + "](#" + anchor(family) + ")";
    }

    private static String anchor(Family family) {
        return family.name().toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static String words(List<String> words) {
        return words.stream().map(JobReference::shown).collect(Collectors.joining(", "));
    }

    private static String wholes(KeyType.Wholes wholes) {
        String count = wholes.fewest() == 0 ? "at most " + wholes.most() : wholes.fewest() + " to " + wholes.most();
        return "list of " + count + " whole numbers, " + wholes.min() + " to " + wholes.max()
                + (wholes.isRising() ? ", rising" : "");
    }

    private void families(String path, List<Key<?>> keys) {
        for (Key<?> key : keys) {
            switch (key.type()) {
                case KeyType.Kind<?> kind -> family(path + key.name(), kind.family());
                case KeyType.Named named -> family(path + key.name(), named.family());
                case KeyType.OneKind<?> kind -> family(path + key.name(), kind.family());
                case KeyType.Kinds<?> kinds -> family(path + key.name(), kinds.family());
                case KeyType.Mapping mapping ->
                    mapping.forms().forEach(form -> families(path + key.name() + ".", form.keys()));
                default -> {}
            }
        }
    }

    private void family(String path, Family family) {
        page.append("\n### ")
                .append(family.name())
                .append("\n\nOf `")
                .append(path)
                .append("`:\n");
        page.append("\n| kind, its options | default | what it does | values |\n|---|---|---|---|\n");
        for (Family.Member member : family.members()) {
            row("`" + member.word() + "`", "", member.meaning(), "");
            member.options()
                    .forEach(option -> row(
                            "· `" + option.name() + "`",
                            shown(option.otherwise()),
                            option.spec().meaning(),
                            values(option.spec())));
        }
    }

    private static String values(OptionSpec spec) {
        String rule = spec.rule();
        return spec.words().isEmpty() ? rule.substring("must be ".length()) : words(spec.words());
    }
}
