package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.ConfigName;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.ParameterLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The values that a key takes: how they are read from a job file and how they are written into one. */
sealed interface KeyType<T> {

    /** The value under the key, checked; {@code otherwise} where it is missing or has a violation. */
    T read(ConfigSection section, String key, T otherwise);

    /** The value as a tree of maps, lists and scalars. */
    default Object write(T value) {
        return value;
    }

    /** Whole numbers, both bounds included. */
    record Whole<N extends Number>(long min, long max, LongFunction<N> narrowed) implements KeyType<N> {
        @Override
        public N read(ConfigSection section, String key, N otherwise) {
            return narrowed.apply(section.whole(key, otherwise.longValue(), min, max));
        }
    }

    /** Numbers, both bounds included. */
    record Real(double min, double max) implements KeyType<Double> {
        @Override
        public Double read(ConfigSection section, String key, Double otherwise) {
            return section.number(key, otherwise, min, max);
        }
    }

    /** True and false. */
    record Flag() implements KeyType<Boolean> {
        @Override
        public Boolean read(ConfigSection section, String key, Boolean otherwise) {
            return section.flag(key);
        }
    }

    /** Texts of 1 to 200 characters. */
    record Name() implements KeyType<String> {
        @Override
        public String read(ConfigSection section, String key, String otherwise) {
            return section.name(key, otherwise);
        }
    }

    /**
     * Lists of texts of 1 to 200 characters.
     *
     * @param entries what they are, as a refusal says it
     */
    record Names(String entries) implements KeyType<List<String>> {
        @Override
        public List<String> read(ConfigSection section, String key, List<String> otherwise) {
            return section.texts(
                    key,
                    otherwise,
                    ConfigSection::isName,
                    entries + " have 1 to 200 characters and no control characters");
        }
    }

    /**
     * Lists of whole numbers, both bounds included; whoever reads one has to check how many there are, and their order.
     *
     * @param fewest numbers that there must be
     * @param most numbers that there may be
     * @param isRising whether each must be above the one before
     */
    record Wholes(int min, int max, int fewest, int most, boolean isRising) implements KeyType<List<Integer>> {
        @Override
        public List<Integer> read(ConfigSection section, String key, List<Integer> otherwise) {
            return section.wholes(key, otherwise, min, max);
        }
    }

    /** Durations in ISO 8601, both bounds included. */
    record Time(Duration min, Duration max) implements KeyType<Duration> {
        @Override
        public Duration read(ConfigSection section, String key, Duration otherwise) {
            return section.duration(key, otherwise, min, max);
        }

        @Override
        public Object write(Duration value) {
            return value.toString();
        }
    }

    /** The words of an enum. */
    record Word<E extends Enum<E> & ConfigName>(Class<E> words) implements KeyType<E> {
        @Override
        public E read(ConfigSection section, String key, E otherwise) {
            return section.choice(key, otherwise);
        }

        @Override
        public Object write(E value) {
            return value.word();
        }
    }

    /** A single value. */
    record Only<T>(T known) implements KeyType<T> {
        @Override
        public T read(ConfigSection section, String key, T otherwise) {
            section.only(key, known);
            return known;
        }
    }

    /** A kind by its word; its options stand beside it, as keys of the same section. */
    record Kind<K extends Enum<K> & Choice.Kind>(Family family) implements KeyType<Choice<K>> {
        @Override
        public Choice<K> read(ConfigSection section, String key, Choice<K> otherwise) {
            return section.choiceBeside(key, otherwise.kind());
        }

        @Override
        public Object write(Choice<K> value) {
            return value.word();
        }
    }

    /** A kind by its word, or as a mapping with its options. */
    record OneKind<K extends Enum<K> & Choice.Kind>(Family family) implements KeyType<Choice<K>> {
        @Override
        public Choice<K> read(ConfigSection section, String key, Choice<K> otherwise) {
            return section.choiceWithOptions(key, otherwise.kind());
        }

        @Override
        public Object write(Choice<K> value) {
            return SectionWriter.choice(value);
        }
    }

    /** A list of kinds, or one without a list. */
    record Kinds<K extends Enum<K> & Choice.Kind>(K any, Family family) implements KeyType<List<Choice<K>>> {
        @Override
        public List<Choice<K>> read(ConfigSection section, String key, List<Choice<K>> otherwise) {
            return section.choices(key, any);
        }

        @Override
        public Object write(List<Choice<K>> value) {
            return value.stream().map(SectionWriter::choice).toList();
        }
    }

    /** A word of a family, known to whoever reads it; its options stand beside it, as keys of the same section. */
    record Named(Family family) implements KeyType<String> {
        @Override
        public String read(ConfigSection section, String key, String otherwise) {
            return section.name(key, otherwise);
        }
    }

    /** The compression of the server's steps: none, a scheme by its word, or as a mapping with its options. */
    record StepScheme(Family family) implements KeyType<Optional<Codec>> {
        @Override
        public Optional<Codec> read(ConfigSection section, String key, Optional<Codec> otherwise) {
            return StepCodec.parse(section, key);
        }

        @Override
        public Object write(Optional<Codec> value) {
            return value.map(StepCodec::render).orElse(StepCodec.NONE);
        }
    }

    /** Tensors by name and shape. */
    record Tensors() implements KeyType<Optional<ParameterLayout>> {
        @Override
        public Optional<ParameterLayout> read(ConfigSection section, String key, Optional<ParameterLayout> otherwise) {
            return section.layout(key);
        }

        @Override
        public Object write(Optional<ParameterLayout> value) {
            return value.stream()
                    .flatMap(layout -> layout.tensors().stream())
                    .map(tensor -> new SectionWriter()
                            .put("name", tensor.name())
                            .put("shape", tensor.shape())
                            .entries())
                    .toList();
        }
    }

    /**
     * Mappings with keys of their own, which whoever reads them has to {@linkplain ConfigSection#end() end}.
     *
     * @param words that may stand in place of a mapping
     * @param shortFor the option for whose value a bare number in place of a mapping is short, where the kind beside it
     *     has such an option; empty for none
     * @param forms of which a mapping has one
     */
    record Mapping(List<String> words, String shortFor, List<Section> forms) implements KeyType<ConfigSection> {
        @Override
        public ConfigSection read(ConfigSection section, String key, ConfigSection otherwise) {
            return section.section(key);
        }
    }
}
