package io.psephos.simulation.sweep;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of job files with the values that it takes one after the other.
 *
 * @param key with dots between sections, such as {@code optimizer.learningRate}
 * @param values scalars, lists and mappings as in a job file, each different; null leaves the key out
 */
public record Variation(String key, List<@Nullable Object> values) {
    private static final Pattern KEY = Pattern.compile("[^.\\[\\]\\s]+(\\.[^.\\[\\]\\s]+)*");
    private static final String FORM = "must be KEY=VALUE or KEY=VALUE,VALUE,… such as optimizer.learningRate=0.01,0.1";
    /** Where the reader of files is in the line that is made of the values, which nobody wrote. */
    private static final String PLACE = "^line \\d+, column \\d+: |, while [^,;]* begins in line \\d+";

    public Variation {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /**
     * Reads {@code key=value,value,…}, the values as YAML writes them in a list: commas within brackets, braces and
     * quotation marks belong to a value.
     *
     * @throws InvalidSweepException when it is of another form, has no value or one twice
     */
    public static Variation parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new InvalidSweepException(FORM + "; was '" + Text.printable(text) + "'");
        }
        String key = text.substring(0, equals).strip();
        if (!KEY.matcher(key).matches()) {
            throw new InvalidSweepException((key.contains("[") ? "a list is set as a whole; " : "") + FORM + "; was '"
                    + Text.printable(text) + "'");
        }
        List<@Nullable Object> values = values(key, text.substring(equals + 1).strip());
        Set<String> texts = new HashSet<>();
        for (Object value : values) {
            if (!texts.add(Values.text(value))) {
                throw new InvalidSweepException(
                        Text.printable(key) + " has the value " + Text.printable(Values.text(value)) + " twice");
            }
        }
        return new Variation(key, values);
    }

    private static List<@Nullable Object> values(String key, String text) {
        if (text.isEmpty() || text.endsWith(",") || text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidSweepException(Text.printable(key) + " needs a value "
                    + (text.isEmpty() ? "after the =" : "after each comma, and no space there without quotation marks")
                    + "; was '" + Text.printable(text) + "'");
        }
        try {
            Object list = JobYaml.tree("values: [" + text + "]").get("values");
            if (list instanceof List<?> values && !values.isEmpty()) {
                return new ArrayList<>(values);
            }
        } catch (InvalidJobException e) {
            Violation first = Objects.requireNonNull(e.violations().get(0));
            throw new InvalidSweepException("the values of " + Text.printable(key) + " are no YAML: "
                    + first.detail().replaceAll(PLACE, "") + "; was '" + Text.printable(text)
                    + "'; a shell wants '…' around what has spaces or braces");
        }
        throw new InvalidSweepException(
                "the values of " + Text.printable(key) + " are no YAML; was '" + Text.printable(text) + "'");
    }

    /** Whether there is more than one value. */
    public boolean varies() {
        return values.size() > 1;
    }

    /** Whether this key is a part of the other's, or the same. */
    boolean covers(String other) {
        return other.equals(key) || other.startsWith(key + ".");
    }

    /** The last word of the key. */
    String shortKey() {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
