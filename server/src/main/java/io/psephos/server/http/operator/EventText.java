package io.psephos.server.http.operator;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The writer of events as {@code text/event-stream}. */
final class EventText {
    /** A comment, by which a reader knows that it is connected. */
    static final byte[] COMMENT = utf8(":\n\n");

    private final JsonMapper json;

    EventText(JsonMapper json) {
        this.json = json;
    }

    byte[] of(JobEvent event) {
        return utf8("id:" + event.id() + "\nevent:" + event.kind().word() + "\ndata:"
                + json.writeValueAsString(Happened.of(event)) + "\n\n");
    }

    /** Returns the event that stands for all before the oldest that is kept. */
    byte[] gapBefore(JobEvent oldest) {
        return utf8("event:gap\ndata:" + json.writeValueAsString(new Gap(oldest.at(), oldest.id())) + "\n\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The JSON of a gap; {@code oldest} is the id of the first event after it. */
    record Gap(Instant at, long oldest) {}

    record Happened(
            Instant at,
            @Nullable Long round,
            @Nullable Long version,
            @Nullable ClientId client,
            @Nullable AssignmentId assignment,
            @Nullable String code,
            @Nullable Double value) {

        static Happened of(JobEvent event) {
            return new Happened(
                    event.at(),
                    event.round(),
                    event.version(),
                    event.client(),
                    event.assignment(),
                    event.code(),
                    event.value());
        }
    }
}
