package io.psephos.server.config;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.logback.StructuredLogEncoder;

/**
 * The form of a line of the log: words for people, or what {@code logging.structured.format.console} asks for
 * ({@code ecs}, {@code gelf}, {@code logstash}).
 */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSZZZZZ} %-5level %msg%n%ex";

    private final PatternLayout words = new PatternLayout();
    private @Nullable String format;
    private @Nullable Encoder<ILoggingEvent> structured;

    /** Sets the structured format; empty = words. */
    public void setFormat(String format) {
        this.format = format;
    }

    @Override
    public void start() {
        Context context = getContext();
        if (format == null || format.isBlank()) {
            words.setContext(context);
            words.setPattern(PATTERN);
            words.start();
        } else {
            StructuredLogEncoder encoder = new StructuredLogEncoder();
            encoder.setContext(context);
            encoder.setFormat(format);
            encoder.setCharset(StandardCharsets.UTF_8);
            encoder.start();
            structured = encoder;
        }
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return structured == null ? words.doLayout(event).getBytes(StandardCharsets.UTF_8) : structured.encode(event);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
