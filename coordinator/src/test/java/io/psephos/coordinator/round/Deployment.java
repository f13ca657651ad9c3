package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.model.InitialModels.InitialModel;
import io.psephos.coordinator.plan.Stages;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.model.ModelDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A coordinator with in-memory ports, driven from one thread: every call is answered when it returns. */
public final class Deployment {
    static final Executor DIRECT = Runnable::run;

    final Journal journal;
    final TestPopulation population;
    private final IdSource ids;
    private final Evaluators evaluators;
    private VirtualTime time;
    private Coordinator coordinator;

    public Deployment(int clients) {
        this(new MemoryJournal(), TestPopulation.of(clients), IdSource.counting(), spec -> Optional.empty());
    }

    public Deployment(Journal journal, TestPopulation population, IdSource ids, Evaluators evaluators) {
        this.journal = journal;
        this.population = population;
        this.ids = ids;
        this.evaluators = evaluators;
        this.time = new VirtualTime(Instant.parse("2026-11-22T12:00:00Z"));
        this.coordinator = LocalCoordinator.open(ports(DIRECT, DIRECT));
    }

    /** One dense layer: its widths are inputs and outputs; the net {@code broken} has a parameter that is not finite. */
    static Optional<InitialModel> oneLayer(JobSpec.Model model) {
        int in = model.layers().get(0);
        int out = model.layers().get(1);
        ParameterLayout layout = new ParameterLayout(
                List.of(new TensorShape("out.weight", List.of(out, in)), new TensorShape("out.bias", List.of(out))));
        float[] parameters = new float[layout.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (i - parameters.length / 2) / 64f;
        }
        if (model.net().equals("broken")) {
            parameters[0] = Float.POSITIVE_INFINITY;
        }
        return Optional.of(new InitialModel(layout, parameters));
    }

    Ports ports(Executor writer, Executor compute) {
        return new Ports(
                journal,
                records(),
                Deployment::oneLayer,
                evaluators,
                spec -> Optional.empty(),
                Stages.builtIn().and(EchoStage::of),
                population,
                time,
                ids,
                writer,
                compute);
    }

    /** What is read of the journal. */
    Records records() {
        return (Records) journal;
    }

    /** Drops the coordinator and its clock and opens another one on the same journal. */
    void restart() {
        time = new VirtualTime(time.now());
        coordinator = LocalCoordinator.open(ports(DIRECT, DIRECT));
    }

    /** Opens another coordinator on the same journal whose compute pool is this one. */
    void reopen(Executor compute) {
        time = new VirtualTime(time.now());
        coordinator = LocalCoordinator.open(ports(DIRECT, compute));
    }

    /** Opens another coordinator on the same journal whose writer waits, but for the recovery of its jobs. */
    void reopen(Consumer<Runnable> writer, Executor compute) {
        time = new VirtualTime(time.now());
        AtomicBoolean waits = new AtomicBoolean();
        coordinator = LocalCoordinator.open(ports(
                task -> {
                    if (waits.get()) {
                        writer.accept(task);
                    } else {
                        task.run();
                    }
                },
                compute));
        waits.set(true);
    }

    /** Asks for an offer without waiting for the answer. */
    CompletableFuture<OfferOutcome> askLater(int client) {
        return coordinator.offer(TestPopulation.client(client), null).toCompletableFuture();
    }

    /** Sends votes without waiting for the answer. */
    CompletableFuture<Submission> sendLater(int client, Offer offer) {
        return coordinator
                .submit(TestPopulation.client(client).id(), offer.assignment(), Frames.votes(offer, client))
                .toCompletableFuture();
    }

    Coordinator coordinator() {
        return coordinator;
    }

    VirtualTime time() {
        return time;
    }

    void pass(Duration duration) {
        time.advance(duration);
    }

    void passSeconds(long seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    JobId create(String... lines) {
        return now(coordinator.create(Specs.of(lines), "operator")).job();
    }

    /** Creates and starts a job. */
    JobId start(String... lines) {
        JobId job = create(lines);
        move(job, Move.START);
        return job;
    }

    Moved move(JobId job, Move move) {
        return now(coordinator.move(job, move, "operator"));
    }

    JobView view(JobId job) {
        return coordinator.job(job).orElseThrow();
    }

    JobState state(JobId job) {
        return view(job).state();
    }

    String digest(JobId job) {
        return ModelDigest.hex(parameters(job));
    }

    float[] parameters(JobId job) {
        return coordinator.model(job, -1).orElseThrow().parameters();
    }

    List<StoredRoundSummary> rounds(JobId job) {
        return records().rounds(job);
    }

    List<JobEvent> events(JobId job) {
        return records().events(job, 0, Integer.MAX_VALUE);
    }

    List<String> eventWords(JobId job) {
        return events(job).stream().map(event -> event.kind().word()).toList();
    }

    OfferOutcome ask(int client) {
        return now(coordinator.offer(TestPopulation.client(client), null));
    }

    OfferOutcome ask(int client, JobId job) {
        return now(coordinator.offer(TestPopulation.client(client), job));
    }

    /** Returns the client's offer; fails without one. */
    Offer offered(int client) {
        OfferOutcome outcome = ask(client);
        assertThat(outcome).isInstanceOf(OfferOutcome.Offered.class);
        return ((OfferOutcome.Offered) outcome).offer();
    }

    /** Whether the client gets an offer now; asking takes an assignment. */
    boolean isOffered(int client) {
        return ask(client) instanceof OfferOutcome.Offered;
    }

    Submission send(int client, AssignmentId assignment, byte[] frame) {
        return now(coordinator.submit(TestPopulation.client(client).id(), assignment, frame));
    }

    Reported sendArtefact(int client, Offer offer, String name, byte[] file) {
        return now(coordinator.sendArtefact(TestPopulation.client(client).id(), offer.assignment(), name, file));
    }

    /** The client's counts for {@link EchoStage}. */
    Reported sendCounts(int client, Offer offer, float... counts) {
        return sendArtefact(
                client, offer, EchoStage.COUNTS, EchoStage.counts(counts).file());
    }

    /** What {@link EchoStage} published with the version; nothing where it did not. */
    Optional<float[]> echo(JobId job, long version) {
        return coordinator
                .artefact(job, version, EchoStage.ECHO)
                .map(Artefact::read)
                .map(EchoStage::sum);
    }

    /** The client asks and sends its votes, which are accepted. */
    Offer takePart(int client) {
        Offer offer = offered(client);
        assertThat(send(client, offer.assignment(), Frames.votes(offer, client)))
                .isInstanceOf(Submission.Accepted.class);
        return offer;
    }

    Optional<Receipt> receipt(int client, AssignmentId assignment) {
        return now(coordinator.fate(TestPopulation.client(client).id(), assignment));
    }

    Fate fate(int client, Offer offer) {
        return receipt(client, offer.assignment()).orElseThrow().fate();
    }

    Fate decline(int client, Offer offer) {
        return now(coordinator.decline(
                        TestPopulation.client(client).id(), offer.assignment(), Declining.because("busy")))
                .orElseThrow()
                .fate();
    }

    /** Declines as a client that has lost its memory of the job. */
    void declineForgetful(int client, Offer offer) {
        now(coordinator.decline(TestPopulation.client(client).id(), offer.assignment(), new Declining("lost", true)));
    }

    void withdraw(int client) {
        now(coordinator.withdraw(TestPopulation.client(client).id(), "left"));
    }

    /** Returns the answer of a completed stage. */
    static <T> T now(CompletionStage<T> stage) {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        assertThat(answer).as("an answer at once").isDone();
        return answer.join();
    }
}
