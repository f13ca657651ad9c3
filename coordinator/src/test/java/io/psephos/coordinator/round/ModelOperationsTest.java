package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.aggregation.optimizer.Sgd;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.OperatorCalls.Uploaded;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.ForeignModel;
import io.psephos.protocol.model.ModelDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests of model upload, rollback and deletion of a job. */
class ModelOperationsTest {
    private static final String UPLOAD = "model: {upload: true}";
    private static final String TWO = "schedule: {rounds: 100, cohort: 2, quorum: 2}";
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(
            new TensorShape("z", List.of(2, 3)), new TensorShape("a", List.of()), new TensorShape("m", List.of(70))));

    private final Deployment deployment = new Deployment(4);

    @Row({"PUT /api/v1/jobs/{job}/models/0", "409 no-model"})
    @Test
    void anUploadedModelIsTrained() {
        JobId job = deployment.create(UPLOAD, TWO);
        assertThat(deployment.move(job, Move.START)).isInstanceOf(Moved.NoModel.class);
        deployment.restart();
        assertThat(upload(job, LAYOUT, new float[77])).isInstanceOf(Uploaded.Done.class);
        float[] own = new float[77];
        own[3] = 0.5f;
        assertThat(upload(job, LAYOUT, own)).isInstanceOf(Uploaded.Done.class);
        deployment.restart();
        assertThat(deployment.move(job, Move.START)).isInstanceOf(Moved.Done.class);

        assertThat(deployment.parameters(job)).isEqualTo(own);
        assertThat(deployment.offered(0).layout()).isEqualTo(LAYOUT);
        deployment.takePart(0);
        deployment.takePart(1);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(1);
        assertThat(deployment.coordinator().delta(job, 0, 1)).isPresent();
        assertThat(refusal(upload(job, LAYOUT, own))).isEqualTo(ProblemCode.WRONG_STATE);
    }

    @Row("PUT /api/v1/jobs/{job}/models/0")
    @Test
    void everyVersionCarriesTheTensorsOfTheFile() {
        JobId job = deployment.create(UPLOAD, TWO, "optimizer: {learningRate: 0.25, momentum: 0.5}");
        ForeignModel model = new ForeignModel(LAYOUT, new float[77], mask(), List.of("a mask is carried"));
        assertThat(Deployment.now(deployment.coordinator().upload(job, model, "operator")))
                .isInstanceOf(Uploaded.Done.class);
        deployment.restart();
        deployment.move(job, Move.START);
        deployment.takePart(0);
        deployment.takePart(1);
        assertThat(carried(job, 0)).isEqualTo(mask());
        assertThat(carried(job, 1)).isEqualTo(mask());
        deployment.restart();
        var last = List.of(deployment.offered(0), deployment.offered(1));
        deployment.move(job, Move.PAUSE);
        for (int client = 0; client < 2; client++) {
            deployment.send(client, last.get(client).assignment(), Frames.votes(last.get(client), client));
        }
        assertThat(rollback(job, 0)).isInstanceOf(Moved.Done.class);
        assertThat(carried(job, 3)).isEqualTo(mask());
        deployment.move(job, Move.STOP);
        deployment.restart();

        assertThat(carried(job, 1)).isEqualTo(mask());
        assertThat(carried(job, -1)).isEqualTo(mask());
        assertThat(deployment.records().audit(0, 100))
                .extracting(AuditEntry::detail)
                .contains("77 parameters; a mask is carried");
    }

    @Row("PUT /api/v1/jobs/{job}/models/0")
    @Test
    void aFileThatCarriesNothingTakesThePlaceOfOneThatDoes() {
        JobId job = deployment.create(UPLOAD, TWO);
        Deployment.now(deployment
                .coordinator()
                .upload(job, new ForeignModel(LAYOUT, new float[77], mask(), List.of()), "operator"));
        upload(job, LAYOUT, new float[77]);
        assertThat(carried(job, 0).isEmpty()).isTrue();
        deployment.restart();
        assertThat(carried(job, 0).isEmpty()).isTrue();
    }

    private CarriedTensors carried(JobId job, long version) {
        return deployment.coordinator().model(job, version).orElseThrow().carried();
    }

    /** Two truth values. */
    private static CarriedTensors mask() {
        byte[] header =
                "{\"mask\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 2).order(ByteOrder.LITTLE_ENDIAN);
        return CarriedTensors.read(
                file.putLong(header.length).put(header).put(new byte[] {1, 0}).array());
    }

    @Row({"PUT /api/v1/jobs/{job}/models/0", "422 wrong-layout"})
    @Test
    void aFileMayBeHeldAgainstTheJobFile() {
        JobId job = deployment.create("model: {upload: true, layout: [{name: w, shape: [77]}]}");

        assertThat(refusal(upload(job, LAYOUT, new float[77]))).isEqualTo(ProblemCode.WRONG_LAYOUT);
        assertThat(refusal(upload(deployment.create(), LAYOUT, new float[77]))).isEqualTo(ProblemCode.WRONG_STATE);
    }

    @Row("POST /api/v1/jobs/{job}/models/{version}/rollback")
    @Test
    void anOlderVersionBecomesTheNewest() {
        JobId job = deployment.start(TWO, "optimizer: {learningRate: 0.25, momentum: 0.5}");
        String first = deployment.digest(job);
        deployment.takePart(0);
        deployment.takePart(1);
        assertThat(rollback(job, 0)).isInstanceOf(Moved.WrongState.class);
        var last = List.of(deployment.offered(0), deployment.offered(1));
        deployment.move(job, Move.PAUSE);
        assertThat(rollback(job, 0)).as("the open round goes on").isInstanceOf(Moved.WrongState.class);
        for (int client = 0; client < 2; client++) {
            deployment.send(client, last.get(client).assignment(), Frames.votes(last.get(client), client));
        }
        assertThat(rollback(job, 9)).isInstanceOf(Moved.NoVersion.class);

        assertThat(rollback(job, 0)).isInstanceOf(Moved.Done.class);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(3);
        assertThat(deployment.digest(job)).isEqualTo(first);
        assertThat(deployment.journal.state(job).has(Sgd.MOMENTUM)).isFalse();
        assertThat(deployment.coordinator().delta(job, 2, 3)).isEmpty();
        deployment.restart();
        deployment.move(job, Move.RESUME);
        assertThat(deployment.offered(0).modelVersion()).isEqualTo(3);
        deployment.move(job, Move.STOP);
        assertThat(rollback(job, 1)).isInstanceOf(Moved.Done.class);
        assertThat(ModelDigest.hex(deployment.parameters(job)))
                .isEqualTo(ModelDigest.hex(
                        deployment.coordinator().model(job, 1).orElseThrow().parameters()));
    }

    @Row("DELETE /api/v1/jobs/{job}")
    @Test
    void aJobThatEndedIsDeletedButForItsAudit() {
        JobId job = deployment.start(TWO);
        var offer = deployment.offered(0);
        assertThat(delete(job)).isInstanceOf(Moved.WrongState.class);
        deployment.move(job, Move.STOP);

        assertThat(delete(job)).isInstanceOf(Moved.Done.class);
        assertThat(delete(job)).isInstanceOf(Moved.Unknown.class);
        assertThat(deployment.coordinator().jobs()).isEmpty();
        assertThat(deployment.journal.jobs()).isEmpty();
        assertThat(deployment.receipt(0, offer.assignment())).isEmpty();
        assertThat(deployment.records().audit(0, 100))
                .extracting(AuditEntry::action)
                .containsExactly("job-created", "job-start", "round-abandoned", "job-stop", "job-deleted");
    }

    private Uploaded upload(JobId job, ParameterLayout layout, float[] parameters) {
        return Deployment.now(deployment
                .coordinator()
                .upload(job, new ForeignModel(layout, parameters, CarriedTensors.NONE, List.of()), "operator"));
    }

    private Moved rollback(JobId job, long version) {
        return Deployment.now(deployment.coordinator().rollback(job, version, "operator"));
    }

    /** Both are on their way before the first is done. */
    @Test
    void aSecondDeletionFindsNothingAndLeavesNoRetryBehind() {
        JobId job = deployment.start("schedule: {cohort: 3, quorum: 2}");
        deployment.move(job, Move.STOP);
        Deque<Runnable> queue = new ArrayDeque<>();
        deployment.reopen(queue::add, Deployment.DIRECT);

        CompletableFuture<Moved> first =
                deployment.coordinator().delete(job, "one").toCompletableFuture();
        CompletableFuture<Moved> second =
                deployment.coordinator().delete(job, "other").toCompletableFuture();
        CompletableFuture<Moved> back =
                deployment.coordinator().rollback(job, 0, "third").toCompletableFuture();
        while (!queue.isEmpty()) {
            queue.poll().run();
        }

        assertThat(first.join()).isInstanceOf(Moved.Done.class);
        assertThat(second.join()).isInstanceOf(Moved.Unknown.class);
        assertThat(back.join()).isInstanceOf(Moved.Unknown.class);
        deployment.passSeconds(5);
        assertThat(queue).isEmpty();
    }

    private Moved delete(JobId job) {
        return Deployment.now(deployment.coordinator().delete(job, "operator"));
    }

    private static ProblemCode refusal(Uploaded uploaded) {
        return ((Uploaded.Refused) uploaded).code();
    }
}
