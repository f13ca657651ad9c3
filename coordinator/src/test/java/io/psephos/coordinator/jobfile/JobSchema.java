package io.psephos.coordinator.jobfile;

import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.ConfigName;
import io.psephos.protocol.OptionSpec;
import io.psephos.protocol.json.ProtocolJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.SerializationFeature;

/**
 * The JSON Schema of job files, draft 7, which editors know best. It says what a single key may hold and which options a
 * kind has; most of what keys mean for each other only a server can say.
 */
final class JobSchema {
    private static final String EXTENSION = "^x-[a-z0-9-]+$";
    private static final String DURATION =
            "^P(?!$)(\\d{1,9}D)?(T(?=\\d)(\\d{1,9}H)?(\\d{1,9}M)?(\\d{1,9}(\\.\\d{1,9})?S)?)?$";
    private static final String NO_CONTROL_CHARACTERS = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

    private JobSchema() {}

    /** The schema as a document of JSON. */
    static String text() {
        return ProtocolJson.strict()
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(tree())
                + "\n";
    }

    private static Map<String, Object> tree() {
        Map<String, Object> properties = properties(List.of(JobFile.NAME));
        for (Section section : JobFile.SECTIONS) {
            Map<String, Object> schema = object(section.keys());
            schema.put("description", section.meaning());
            properties.put(section.name(), schema);
        }
        Map<String, Object> root = map("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Job file of Psephos");
        root.put("type", "object");
        root.put("properties", properties);
        root.put("additionalProperties", false);
        root.put("if", map("properties", map("codec", map("properties", map("scheme", map("enum", votes()))))));
        root.put("then", required("optimizer", "learningRate"));
        return root;
    }

    /** The schemes without a scale, so that the server needs a learning rate; one of them is the default. */
    private static List<String> votes() {
        return Arrays.stream(CodecScheme.values())
                .filter(CodecScheme::isVote)
                .map(CodecScheme::word)
                .toList();
    }

    private static Map<String, Object> required(String section, String key) {
        Map<String, Object> schema = map("required", List.of(section));
        schema.put("properties", map(section, map("required", List.of(key))));
        return schema;
    }

    private static Map<String, Object> properties(List<Key<?>> keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.name(), key(key)));
        return properties;
    }

    private static <T> Map<String, Object> key(Key<T> key) {
        Map<String, Object> schema = type(key.type());
        schema.put("description", key.meaning() + (key.usual().isEmpty() ? "" : "\n\nDefault: " + key.usual() + "."));
        if (key.usual().isEmpty()) {
            schema.put("default", key.type().write(key.otherwise()));
        }
        return schema;
    }

    private static Map<String, Object> type(KeyType<?> type) {
        return switch (type) {
            case KeyType.Whole<?> whole -> whole(whole.min(), whole.max());
            case KeyType.Real real -> number(real.min(), real.max());
            case KeyType.Flag flag -> map("type", "boolean");
            case KeyType.Name name -> name();
            case KeyType.Names names -> array(name(), 1, Integer.MAX_VALUE);
            case KeyType.Wholes wholes -> wholes(wholes);
            case KeyType.Time time -> pattern(DURATION);
            case KeyType.Word<?> word ->
                map(
                        "enum",
                        Arrays.stream(word.words().getEnumConstants())
                                .map(ConfigName::word)
                                .toList());
            case KeyType.Only<?> only -> map("const", only.known());
            case KeyType.Kind<?> kind -> anyOf(words(kind.family()));
            case KeyType.Named named -> anyOf(words(named.family()));
            case KeyType.OneKind<?> kind -> kind("kind", kind.family());
            case KeyType.Kinds<?> kinds -> kinds(kind("kind", kinds.family()));
            case KeyType.StepScheme scheme -> stepScheme(scheme.family());
            case KeyType.Tensors tensors -> array(tensor(), 1, Integer.MAX_VALUE);
            case KeyType.Mapping mapping -> mapping(mapping);
        };
    }

    private static Map<String, Object> wholes(KeyType.Wholes wholes) {
        Map<String, Object> schema = array(whole(wholes.min(), wholes.max()), wholes.fewest(), wholes.most());
        if (wholes.isRising()) {
            schema.put("uniqueItems", true);
        }
        return schema;
    }

    private static Map<String, Object> mapping(KeyType.Mapping mapping) {
        List<Map<String, Object>> forms = new ArrayList<>();
        mapping.words().forEach(word -> forms.add(map("const", word)));
        if (!mapping.shortFor().isEmpty()) {
            forms.add(map("type", "number"));
        }
        for (Section form : mapping.forms()) {
            Map<String, Object> schema = object(form.keys());
            schema.put("description", form.meaning());
            forms.add(schema);
        }
        return forms.size() == 1 ? forms.get(0) : anyOf(forms);
    }

    /** A mapping with the keys, and with the options of the kind that one of them may say. */
    private static Map<String, Object> object(List<Key<?>> keys) {
        Map<String, Object> schema = map("type", "object");
        schema.put("properties", properties(keys));
        Optional<Key<?>> kind =
                keys.stream().filter(key -> family(key).isPresent()).findFirst();
        if (kind.isEmpty()) {
            schema.put("additionalProperties", false);
            return schema;
        }
        Key<?> key = kind.get();
        schema.put(
                "allOf",
                options(key.name(), Optional.of(usual(key)), family(key).orElseThrow(), keys));
        return schema;
    }

    /** The family whose options stand beside the key. */
    private static Optional<Family> family(Key<?> key) {
        return switch (key.type()) {
            case KeyType.Kind<?> kind -> Optional.of(kind.family());
            case KeyType.Named named -> Optional.of(named.family());
            default -> Optional.empty();
        };
    }

    private static <T> String usual(Key<T> key) {
        return String.valueOf(key.type().write(key.otherwise()));
    }

    /**
     * For each set of options one condition: the kinds that have them, and all keys that may stand beside these.
     *
     * @param usual the kind that is meant where there is none
     */
    private static List<Map<String, Object>> options(
            String kind, Optional<String> usual, Family family, List<Key<?>> keys) {
        Map<List<Family.Setting>, Set<String>> kinds = new LinkedHashMap<>();
        family.members()
                .forEach(member -> kinds.computeIfAbsent(member.options(), any -> new LinkedHashSet<>())
                        .add(member.word()));
        List<Map<String, Object>> conditions = new ArrayList<>();
        kinds.forEach((options, words) -> {
            Map<String, Object> isOne = map("properties", map(kind, map("enum", words)));
            if (usual.filter(words::contains).isEmpty()) {
                isOne.put("required", List.of(kind));
            }
            Map<String, Object> condition = map("if", isOne);
            condition.put("then", beside(kind, options, keys));
            conditions.add(condition);
        });
        return conditions;
    }

    private static Map<String, Object> beside(String kind, List<Family.Setting> options, List<Key<?>> keys) {
        Map<String, Object> properties = map(kind, true);
        for (Key<?> key : keys) {
            properties.put(key.name(), key.type() instanceof KeyType.Mapping mapping ? number(mapping, options) : true);
        }
        options.forEach(option -> properties.put(option.name(), option(option)));
        Map<String, Object> schema = map("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    /** The bounds of a number in place of a mapping: those of the option that it is short for, if the kind has it. */
    private static Object number(KeyType.Mapping mapping, List<Family.Setting> options) {
        if (mapping.shortFor().isEmpty()) {
            return true;
        }
        Map<String, Object> noNumber = map("not", map("type", "number"));
        return options.stream()
                .filter(option -> option.name().equals(mapping.shortFor()))
                .findFirst()
                .map(option -> anyOf(List.of(noNumber, option(option))))
                .orElse(noNumber);
    }

    private static Map<String, Object> option(Family.Setting option) {
        OptionSpec spec = option.spec();
        Map<String, Object> schema;
        if (spec == CodecOption.K) {
            Map<String, Object> share = map("type", "number");
            share.put("minimum", spec.min());
            share.put("exclusiveMaximum", 1);
            schema = anyOf(List.of(share, whole(1, (long) spec.max())));
        } else if (!spec.words().isEmpty()) {
            schema = map("enum", spec.words());
        } else {
            schema = spec.isWhole() ? whole((long) spec.min(), (long) spec.max()) : number(spec.min(), spec.max());
        }
        schema.put("description", spec.meaning());
        schema.put("default", option.otherwise());
        return schema;
    }

    private static List<Map<String, Object>> words(Family family) {
        List<Map<String, Object>> words = new ArrayList<>();
        for (Family.Member member : family.members()) {
            Map<String, Object> word = map("const", member.word());
            word.put("description", member.meaning());
            words.add(word);
        }
        if (family.isExtensible()) {
            words.add(pattern(EXTENSION));
        }
        return words;
    }

    /** A kind by its word, or as a mapping with its options. */
    private static Map<String, Object> kind(String key, Family family) {
        Map<String, Object> mapping = map("type", "object");
        mapping.put("properties", map(key, anyOf(words(family))));
        mapping.put("required", List.of(key));
        if (!family.members().isEmpty()) {
            mapping.put("allOf", options(key, Optional.empty(), family, List.of()));
        }
        List<Map<String, Object>> forms = words(family);
        forms.add(mapping);
        return anyOf(forms);
    }

    private static Map<String, Object> kinds(Map<String, Object> one) {
        return anyOf(List.of(map("const", "none"), one, array(one, 0, Integer.MAX_VALUE)));
    }

    private static Map<String, Object> stepScheme(Family family) {
        Map<String, Object> none = map("const", StepCodec.NONE);
        none.put("description", "Steps are published as they are.");
        return anyOf(List.of(none, kind("scheme", family)));
    }

    private static Map<String, Object> tensor() {
        Map<String, Object> properties = map("name", name());
        properties.put("shape", array(whole(1, Integer.MAX_VALUE), 0, Integer.MAX_VALUE));
        Map<String, Object> schema = map("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.of("name", "shape"));
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> whole(long min, long max) {
        Map<String, Object> schema = map("type", "integer");
        schema.put("minimum", min);
        schema.put("maximum", max);
        return schema;
    }

    private static Map<String, Object> number(double min, double max) {
        Map<String, Object> schema = map("type", "number");
        schema.put("minimum", min);
        schema.put("maximum", max);
        return schema;
    }

    private static Map<String, Object> name() {
        Map<String, Object> schema = pattern(NO_CONTROL_CHARACTERS);
        schema.put("minLength", 1);
        schema.put("maxLength", 200);
        return schema;
    }

    private static Map<String, Object> pattern(String pattern) {
        Map<String, Object> schema = map("type", "string");
        schema.put("pattern", pattern);
        return schema;
    }

    private static Map<String, Object> array(Map<String, Object> items, int fewest, int most) {
        Map<String, Object> schema = map("type", "array");
        schema.put("items", items);
        if (fewest > 0) {
            schema.put("minItems", fewest);
        }
        if (most < Integer.MAX_VALUE) {
            schema.put("maxItems", most);
        }
        return schema;
    }

    private static Map<String, Object> anyOf(Collection<Map<String, Object>> schemas) {
        return map("anyOf", List.copyOf(schemas));
    }

    private static Map<String, Object> map(String key, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }
}
