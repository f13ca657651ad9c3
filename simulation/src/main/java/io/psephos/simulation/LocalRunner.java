package io.psephos.simulation;

import io.psephos.protocol.Offer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The work of synthetic clients by threads of this process, each client's by one of them. */
final class LocalRunner implements ClientRunner {
    private final SyntheticClients clients;
    private final Executor workers;

    LocalRunner(SyntheticClients clients, Executor workers) {
        this.clients = clients;
        this.workers = workers;
    }

    @Override
    public CompletableFuture<byte[]> run(int position, Offer offer, OfferedVersion version) {
        CompletableFuture<byte[]> frame = new CompletableFuture<>();
        workers.execute(() -> complete(frame, () -> clients.frame(position, offer, version)));
        return frame;
    }

    private static void complete(CompletableFuture<byte[]> frame, Callable<byte[]> work) {
        if (frame.isDone()) {
            return;
        }
        byte[] bytes;
        try {
            bytes = work.call();
        } catch (Exception | Error e) {
            frame.completeExceptionally(e);
            return;
        }
        frame.complete(bytes);
    }
}
