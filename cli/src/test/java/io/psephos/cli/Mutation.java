package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.json.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A change that may break a job file. */
enum Mutation {
    DELETE_LINE {
        @Override
        String change(String text, SplittableRandom random) {
            List<String> lines = lines(text);
            lines.remove(random.nextInt(lines.size()));
            return String.join("\n", lines);
        }
    },
    REPEAT_LINE {
        @Override
        String change(String text, SplittableRandom random) {
            List<String> lines = lines(text);
            lines.add(random.nextInt(lines.size() + 1), lines.get(random.nextInt(lines.size())));
            return String.join("\n", lines);
        }
    },
    INDENT {
        @Override
        String change(String text, SplittableRandom random) {
            List<String> lines = lines(text);
            int line = random.nextInt(lines.size());
            lines.set(line, one(random, " ", "\t", "   ", "- ", "? ", ": ") + lines.get(line));
            return String.join("\n", lines);
        }
    },
    CUT {
        @Override
        String change(String text, SplittableRandom random) {
            return text.substring(0, random.nextInt(text.length()));
        }
    },
    VALUE {
        @Override
        String change(String text, SplittableRandom random) {
            return replaced(text, SCALAR, random, ": " + one(random, VALUES));
        }
    },
    KEY {
        @Override
        String change(String text, SplittableRandom random) {
            return replaced(text, KEYS, random, one(random, "Name", "nmae", "x y", "", "5", "null", "[a]", "\\u0000"));
        }
    },
    REPEAT_KEY {
        @Override
        String change(String text, SplittableRandom random) {
            List<MatchResult> pairs = Pattern.compile("\"?\\w+\"?: [^\\s,{}\\[\\]]+")
                    .matcher(text)
                    .results()
                    .toList();
            if (pairs.isEmpty()) {
                return text;
            }
            MatchResult pair = pairs.get(random.nextInt(pairs.size()));
            return text.substring(0, pair.end()) + ", " + pair.group() + text.substring(pair.end());
        }
    },
    CHARACTER {
        @Override
        String change(String text, SplittableRandom random) {
            int at = random.nextInt(text.length());
            return text.substring(0, at) + one(random, CHARACTERS) + text.substring(at + random.nextInt(2));
        }
    },
    SWAP {
        @Override
        String change(String text, SplittableRandom random) {
            List<String> lines = lines(text);
            int at = random.nextInt(lines.size());
            lines.add(random.nextInt(lines.size()), lines.remove(at));
            return String.join("\n", lines);
        }
    };

    private static final Pattern SCALAR = Pattern.compile(": (?:[^\\s,{}\\[\\]#]+)");
    private static final Pattern KEYS = Pattern.compile("\\w+(?=\"?:)");
    private static final String[] VALUES = {
        "-1",
        "0",
        "1e99",
        "1e999",
        "99999999999999999999",
        "0.5",
        "-0.0",
        "true",
        "null",
        "\"\"",
        "\"text\"",
        "[]",
        "{}",
        "[1, 2]",
        "[[1]]",
        "[null]",
        "{a: 1}",
        "{\"kind\": \"none\"}",
        "{\"kind\": 7}",
        "\"PT-1S\"",
        "\"PT1\"",
        "1e-13",
        "2147483648",
        "*alias",
        "&a",
        "!x y",
        "!!int x",
        ".nan",
        ".inf",
        "NaN",
        "'",
        "\"",
        "|",
        ">",
        "\"\\ud800\"",
        "\"\\x\"",
        "@",
        "%",
        "0x",
        "+",
        "- a",
        "9".repeat(1200),
        "\"" + "x".repeat(300) + "\""
    };
    private static final String[] CHARACTERS = {
        "}", "]", "{", "[", ",", ":", "\"", "'", "#", "\t", "\n", "\0", "\u0007", "\\", "-", "&", "*", "!", "%",
        "\u00a0", "\u2028", "\uFEFF", "\u00ff"
    };

    abstract String change(String text, SplittableRandom random);

    static byte[] ofYaml(String sample, SplittableRandom random) {
        return mutant(sample, random);
    }

    /** Mutates the same job in JSON, a key a line or all in one. */
    static byte[] ofJson(String sample, SplittableRandom random) {
        String json = random.nextBoolean()
                ? ProtocolJson.strict().writerWithDefaultPrettyPrinter().writeValueAsString(JobYaml.tree(sample))
                : ProtocolJson.strict().writeValueAsString(JobYaml.tree(sample));
        return mutant(json.replace("\":", "\": ").replace("\":  ", "\": "), random);
    }

    private static byte[] mutant(String sample, SplittableRandom random) {
        String text = sample;
        for (int changes = 1 + random.nextInt(2); changes > 0 && !text.isBlank(); changes--) {
            text = values()[random.nextInt(values().length)].change(text, random);
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(20)) {
            case 0:
                return text.getBytes(StandardCharsets.UTF_16);
            case 1:
                return broken(utf8, random);
            default:
                return utf8;
        }
    }

    /** Bytes that are no UTF-8, within it. */
    private static byte[] broken(byte[] utf8, SplittableRandom random) {
        byte[][] wrong = {
            {(byte) 0xE9}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xF8}
        };
        int at = random.nextInt(utf8.length + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(utf8, 0, at);
        bytes.writeBytes(wrong[random.nextInt(wrong.length)]);
        bytes.write(utf8, at, utf8.length - at);
        return bytes.toByteArray();
    }

    private static List<String> lines(String text) {
        return new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    }

    private static String one(SplittableRandom random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String replaced(String text, Pattern what, SplittableRandom random, String by) {
        List<MatchResult> places = what.matcher(text).results().toList();
        if (places.isEmpty()) {
            return text;
        }
        MatchResult place = places.get(random.nextInt(places.size()));
        return text.substring(0, place.start()) + by + text.substring(place.end());
    }
}
