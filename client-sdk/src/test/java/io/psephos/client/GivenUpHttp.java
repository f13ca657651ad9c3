package io.psephos.client;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The platform's HTTP client where every exchange fails in the moment in which somebody gives it up. */
final class GivenUpHttp {
    private GivenUpHttp() {}

    static HttpClient by(Runnable givesUp) {
        HttpClient http = mock(HttpClient.class);
        when(http.followRedirects()).thenReturn(HttpClient.Redirect.NEVER);
        when(http.sendAsync(any(), any())).thenReturn(new CompletableFuture<>() {
            @Override
            public HttpResponse<Object> get(long timeout, TimeUnit unit) throws ExecutionException {
                givesUp.run();
                throw new ExecutionException(new IOException("request cancelled"));
            }
        });
        return http;
    }
}
