package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The name of a choice in job files: lower-case with hyphens. */
public interface ConfigName {
    String name();

    @JsonValue
    default String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
