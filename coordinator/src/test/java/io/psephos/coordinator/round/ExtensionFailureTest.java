package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.CohortSelector;
import io.psephos.coordinator.cohort.SelectorExtension;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.round.FaultyJournal.Fault;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.SelectorKind;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import io.psephos.robustness.filter.FilterExtension;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of jobs whose extensions fail or are not here, in the middle of other troubles. */
class ExtensionFailureTest {
    private static final String USUAL = """
            model: {layers: [13, 5]}
            schedule: {rounds: 100, cohort: 3, deadline: PT40S}
            optimizer: {learningRate: 0.25}
            evaluation: {data: none}
            training: {maxExamples: 1000}
            """;
    private static final String FILTERED = "robustness: {filters: [x-moody]}";
    private static final String SELECTED =
            "participants: {roster: [edge-0, edge-1, edge-2, edge-3], selector: x-moody}";

    private final FaultyJournal journal = new FaultyJournal(new MemoryJournal());
    private final Deployment deployment =
            new Deployment(journal, TestPopulation.of(6), IdSource.counting(), spec -> Optional.empty());
    private boolean isBroken;
    private boolean isGone;

    @Test
    void aJobFailsWhenStorageIsBackWhereItBrokeJustThen() {
        JobId job = start(spec(FILTERED, new Moody()));
        Offer offer = deployment.offered(0);
        isBroken = true;
        journal.failNext(Fault.BEFORE);

        deployment.sendLater(0, offer);
        deployment.passSeconds(1);

        assertThat(deployment.state(job)).isEqualTo(JobState.FAILED);
        assertThat(deployment.view(job).reason()).startsWith("filter 'x-moody' failed");
        assertThat(deployment.rounds(job))
                .singleElement()
                .satisfies(round -> assertThat(round.counted()).isZero());
    }

    /** The offer and the end are of one commit, so that the end must know of the offer. */
    @Test
    void aJobFailsAfterWhatWasDoneInTheSameCommit() {
        JobId job = start(spec("codec: {scheme: x-moody}", new MoodyCodec()));
        Queue<Runnable> waiting = new ArrayDeque<>();
        Offer offer = ((OfferOutcome.Offered) Deployment.now(askAble(0))).offer();
        deployment.reopen(waiting::add, Deployment.DIRECT);
        CompletionStage<OfferOutcome> other = askAble(1);
        isBroken = true;

        deployment.coordinator().submit(TestPopulation.client(0).id(), offer.assignment(), still(offer));
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }

        assertThat(other.toCompletableFuture()).isCompletedWithValueMatching(OfferOutcome.Offered.class::isInstance);
        assertThat(deployment.state(job)).isEqualTo(JobState.FAILED);
        assertThat(deployment.events(job)).extracting(JobEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(deployment.rounds(job))
                .singleElement()
                .satisfies(round -> assertThat(round.assigned()).isEqualTo(2));
    }

    @Test
    void aJobFailsAfterARestartWhereItsCohortCannotBeDrawnAgain() {
        JobId job = start(spec(SELECTED, new MoodySelector()));
        deployment.offered(0);
        isBroken = true;

        deployment.restart();

        assertThat(deployment.state(job)).isEqualTo(JobState.FAILED);
    }

    @Test
    void aCodecThatFailsAfterARestartKeepsNoOtherJobFromGoingOn() {
        JobId job = start(spec("codec: {scheme: x-moody}", new MoodyCodec()));
        JobId other = deployment.start();
        isBroken = true;

        deployment.restart();

        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);
        assertThat(deployment.ask(0, other)).isInstanceOf(OfferOutcome.Offered.class);
    }

    @Test
    void aJobThatStandsStillKeepsNobodyFromOtherJobs() {
        JobId standing = start(missing("aggregation: {stages: [x-moody]}"));
        JobId other = deployment.start();

        Offer offer = deployment.offered(0);

        assertThat(offer.job()).isEqualTo(other);
        assertThat(deployment.coordinator().offer(TestPopulation.client(1), standing))
                .as("whoever asks for it is told")
                .isCompletedExceptionally();
        assertThat(deployment.offered(1).job()).isEqualTo(other);
        assertThat(deployment.state(standing)).isEqualTo(JobState.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aggregation: {stages: [x-moody]}",
                "aggregation: {rule: x-moody}\ncodec: {scheme: float32}",
                FILTERED
            })
    void aJobThatStandsStillCanBeStoppedAndDeleted(String line) {
        JobId job = start(missing(line));

        stopsOnDemand(job);
        assertThat(Deployment.now(deployment.coordinator().delete(job, "operator")))
                .isInstanceOf(Moved.Done.class);
    }

    @Test
    void aJobWhoseCodecIsGoneCanBeStoppedWithUpdatesThatNobodyCanRead() {
        JobId job = start(spec("codec: {scheme: x-moody}", new MoodyCodec()));
        Offer offer = ((OfferOutcome.Offered) Deployment.now(askAble(0))).offer();
        assertThat(deployment.send(0, offer.assignment(), still(offer))).isInstanceOf(Submission.Accepted.class);
        isGone = true;
        deployment.restart();

        stopsOnDemand(job);
        assertThat(deployment.rounds(job)).singleElement().satisfies(round -> {
            assertThat(round.state()).isEqualTo("abandoned");
            assertThat(round.counted()).isZero();
        });
    }

    @Test
    void aJobWhoseSelectorIsGoneCanBeStopped() {
        JobId job = start(spec(SELECTED, new MoodySelector()));
        deployment.offered(0);
        isGone = true;
        deployment.restart();

        stopsOnDemand(job);
    }

    private void stopsOnDemand(JobId job) {
        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);
        deployment.move(job, Move.STOP);
        assertThat(deployment.state(job)).isEqualTo(JobState.STOPPED);
        assertThat(deployment.events(job)).extracting(JobEvent::id).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aJobWhoseSelectorIsNotHereIsNotFailedByItsStart() {
        JobId job = Deployment.now(deployment.coordinator().create(missing(SELECTED), "operator"))
                .job();

        assertThat(deployment.coordinator().move(job, Move.START, "operator").toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(deployment.state(job)).isEqualTo(JobState.CREATED);
    }

    /** An update that changes nothing. */
    private static byte[] still(Offer offer) {
        return UpdateFrame.wrap(
                new FrameHeader(offer.codec().frame(), offer.modelVersion(), offer.parameterCount(), 5),
                ByteBuffer.allocate(4 * offer.parameterCount()));
    }

    /** Asks as a client that has the codec. */
    private CompletionStage<OfferOutcome> askAble(int client) {
        Participant usual = TestPopulation.client(client);
        return deployment
                .coordinator()
                .offer(
                        new Participant(
                                usual.id(), usual.group(), usual.name(), Set.of("x-moody"), usual.maxParameters()),
                        null);
    }

    private JobId start(JobSpec spec) {
        JobId job = Deployment.now(deployment.coordinator().create(spec, "operator"))
                .job();
        deployment.move(job, Move.START);
        return job;
    }

    private static JobSpec spec(String line, Extension extension) {
        return JobFile.parse(JobYaml.tree(USUAL + line), Extensions.of(extension));
    }

    private static JobSpec missing(String line) {
        return JobFile.restore(JobYaml.tree(USUAL + line), Extensions.NONE);
    }

    private void breakNow() {
        if (isGone) {
            Extensions.require(Extension.class, Extensions.missing(ExtensionFamily.CODEC, "x-moody"));
        }
        if (isBroken) {
            throw new IllegalStateException("out of ideas");
        }
    }

    private final class Moody implements FilterExtension {
        @Override
        public String name() {
            return "x-moody";
        }

        @Override
        public Judge judge(Choice<Filter> choice) {
            return (candidate, history) -> {
                breakNow();
                return Optional.empty();
            };
        }
    }

    private final class MoodySelector implements SelectorExtension {
        @Override
        public String name() {
            return "x-moody";
        }

        @Override
        public CohortSelector selector(Choice<SelectorKind> choice) {
            return input -> {
                breakNow();
                return Set.of("edge-0", "edge-1", "edge-2");
            };
        }
    }

    private final class MoodyCodec implements CompressorExtension {
        @Override
        public String name() {
            return "x-moody";
        }

        @Override
        public Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
            throw new UnsupportedOperationException("a server compresses nothing");
        }

        @Override
        public Codec codec(Choice<CodecKind> choice, ParameterLayout layout) {
            breakNow();
            return Codecs.forJob(Specs.of("codec: {scheme: float32}").codec(), layout);
        }
    }
}
