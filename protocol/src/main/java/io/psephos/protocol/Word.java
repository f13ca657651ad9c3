package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A choice as it stands in a job file: lower-case with hyphens. */
public interface Word {
    String name();

    @JsonValue
    default String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
