package io.psephos.server;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The silence about a server that does not start: whoever starts it is told by an exception, and need not read a log.
 * Other Spring applications in the same process keep their reports.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailures implements SpringBootExceptionReporter {
    private final boolean isOurs;

    StartFailures(@Nullable ConfigurableApplicationContext context) {
        this.isOurs = context != null && context.getBeanFactory().containsSingleton(PsephosServer.ALGORITHMS);
    }

    @Override
    public boolean reportException(Throwable failure) {
        return isOurs;
    }
}
