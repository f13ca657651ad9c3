package io.psephos.cli;

import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that runs a server until it is stopped. */
@Command(name = "serve", description = "Runs a server until it is told to stop.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    /** The exit code of a server that lost its storage and serves again once it is started anew; EX_IOERR of sysexits. */
    private static final int LOST_STORAGE = 74;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Everything the server keeps: database, keys, the administrator's token.")
    private @Nullable Path data;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings, YAML or properties.")
    private @Nullable Path config;

    @Mixin
    private PluginOption plugins = new PluginOption();

    @Option(
            names = "--sets",
            paramLabel = "DIR",
            description = "Folder with data sets to evaluate models on, or of one; the setting evaluation.sets.")
    private @Nullable Path sets;

    @Option(
            names = "--port",
            paramLabel = "P",
            converter = Options.Port.class,
            description = "Port to listen at; 0 = any that is free.")
    private @Nullable Integer port;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "Origin under which clients know the server; by default http://localhost:P.")
    private @Nullable URI publicUrl;

    @Option(names = "--json", description = "One JSON object on standard output once the server listens.")
    private boolean json;

    @Mixin
    private Detail detail = new Detail();

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger exitCode = new AtomicInteger();
        try (PsephosServer server = PsephosServer.start(options())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> StopSignal.awaitStop(told, stopped), "psephos-stop"));
            server.broken().thenRun(() -> {
                exitCode.set(LOST_STORAGE);
                told.countDown();
            });
            announce(server);
            told.await();
        } finally {
            stopped.countDown();
        }
        return exitCode.get();
    }

    private ServerOptions options() {
        ServerOptions options = ServerOptions.defaults().with(plugins.extensions());
        if (data != null) {
            new GivenFolder("--data", data).prepareForOwner();
            options = options.data(
                    data.normalize().toString().isEmpty()
                            ? data.toAbsolutePath().normalize()
                            : data);
        }
        if (config != null) {
            requireSettings(config);
        }
        options = config == null ? options : options.configuration(config);
        if (sets != null) {
            new GivenFolder("--sets", sets).requireExisting();
            options = options.set("psephos.evaluation.sets", sets.toString());
        }
        options = port == null ? options : options.port(port);
        return publicUrl == null ? options : options.publicUrl(publicUrl);
    }

    private static void requireSettings(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new FailedException("--config: there is no file " + file);
        }
        if (!file.toString().matches(".*\\.(ya?ml|properties)")) {
            throw new FailedException("--config: must end in .yaml, .yml or .properties, was " + file);
        }
    }

    private void announce(PsephosServer server) {
        Output output = new Output(json);
        output.line("server       " + server.publicUrl());
        output.line("admin token  in " + server.adminTokenFile());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("url", server.publicUrl().toString());
        facts.put("port", server.port());
        facts.put("adminTokenFile", server.adminTokenFile().toAbsolutePath().toString());
        output.result(facts);
        System.out.flush();
    }
}
