package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import java.io.IOError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of offers that a client declines with a reason. */
class DecliningTest extends ClientFixture {

    static Stream<Arguments> impossible() {
        return Stream.of(
                Arguments.of(codec("wavelet", 40, null), Offers.NO_PRIVACY, "unknown codec 'wavelet'"),
                Arguments.of(codec("sign", 3, null), Offers.NO_PRIVACY, "codec 'sign' is frame 1, not 3"),
                Arguments.of(codec("sto-sign", 1, null), Offers.NO_PRIVACY, "one positive number"),
                Arguments.of(codec("sto-sign", 1, List.of(0.5)), Offers.NO_PRIVACY, "one positive number"),
                Arguments.of(codec("sto-sign", 1, List.of(0.5, 0.0)), Offers.NO_PRIVACY, "one positive number"),
                Arguments.of(codec("sign", 1, List.of(0.5, 0.5)), Offers.NO_PRIVACY, "'b' does not belong to 'sign'"),
                Arguments.of(ternary(null, null), Offers.NO_PRIVACY, "'threshold' must be 0 to 1E+30, was null"),
                Arguments.of(ternary(-0.1, null), Offers.NO_PRIVACY, "'threshold' must be 0 to 1E+30, was -0.1"),
                Arguments.of(ternary(0.1, true), Offers.NO_PRIVACY, "'errorFeedback' does not belong to 'ternary'"),
                Arguments.of(
                        new Offer.Codec("scaled-sign", 3, null).with(CodecOption.THRESHOLD, 0.1),
                        Offers.NO_PRIVACY,
                        "'threshold' does not belong to 'scaled-sign'"),
                Arguments.of(
                        new Offer.Codec("terngrad", 7, List.of(0.5, 0.5), true, Map.of("clip", 2.5)),
                        Offers.NO_PRIVACY,
                        "'errorFeedback' does not go with 'b'"),
                Arguments.of(
                        codec("float32", 0, null).afresh(), Offers.NO_PRIVACY, "'fresh' does not belong to 'float32'"),
                Arguments.of(
                        codec("sign", 1, null), new Offer.Privacy("gaussian", false), "privacy mechanism 'gaussian'"),
                Arguments.of(codec("sign", 1, null), new Offer.Privacy("none", true), "secure aggregation"));
    }

    private static Offer.Codec ternary(Double threshold, Boolean errorFeedback) {
        return new Offer.Codec(
                "ternary", 2, null, errorFeedback, threshold == null ? Map.of() : Map.of("threshold", threshold));
    }

    private static Offer.Codec codec(String scheme, int frame, List<Double> b) {
        return new Offer.Codec(scheme, frame, b);
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void declinesWhatItDoesNotKnow(Offer.Codec codec, Offer.Privacy privacy, String reason) {
        server.offer(Offers.of(0, codec, privacy), Offers.model());
        offer(1);

        assertDeclinedFirstOnly(takePartInAll(client(), HALVING), reason);
        assertThat(server.calls("model")).isEqualTo(1);
    }

    @Test
    void declinesAnOptionThatItDoesNotKnow() {
        server.offer(Offers.of(0, CodecScheme.SIGN), Offers.model());
        server.extraCodecOptions = Map.of("dither", 7, "errorFeedback", false);

        takePartInAll(client(), HALVING);

        assertThat(server.declined)
                .containsExactly(Map.entry(new AssignmentId("a-0"), "unknown codec option 'dither'"));
    }

    @Test
    void takesEverySchemeThatItNames() {
        server.offer(Offers.of(0, ternary(0.1, false), Offers.NO_PRIVACY), Offers.model());
        server.offer(Offers.of(1, codec("float16", 4, null), Offers.NO_PRIVACY), Offers.model());
        server.offer(Offers.of(2, codec("scaled-sign", 3, null), Offers.NO_PRIVACY), Offers.model());

        assertThat(takePartInAll(client(), HALVING).updatesAccepted()).isEqualTo(3);
        assertThat(data.resolve("client/residuals")).isEmptyDirectory();
    }

    @Test
    void declinesModelsThatAreTooLargeForIt() {
        offer(0);

        takePartInAll(client().maxParameters(8), HALVING);

        assertThat(server.declined.get(new AssignmentId("a-0")))
                .isEqualTo("model has 9 parameters, this client takes 8");
    }

    @Test
    void declinesCodecsOutsideItsCapabilities() {
        offer(0);

        takePartInAll(client().codecs(List.of("sign")), HALVING);

        assertThat(server.declined.get(new AssignmentId("a-0"))).contains("capabilities");
    }

    @Test
    void declinesRegularizersThatItsTrainerDoesNotKnow() {
        server.offer(regularized(0, 0, new Offer.Term("x-mine", Map.of("weight", 2))), Offers.model());
        offer(1);

        assertDeclinedFirstOnly(
                takePartInAll(client(), HALVING), "regularizer 'x-mine' is not among this client's capabilities");
    }

    @Test
    void declinesTheProximalTermWhereItsTrainerKnowsNone() {
        server.offer(regularized(0, 0.25), Offers.model());
        offer(1);

        assertDeclinedFirstOnly(
                takePartInAll(client().regularizers(List.of()), HALVING),
                "regularizer 'proximal' is not among this client's capabilities");
    }

    @Test
    void declinesAProximalTermOutOfItsPlaceWhichWouldCountTwice() {
        server.offer(regularized(0, 0.25, new Offer.Term("proximal", Map.of("mu", 0.25))), Offers.model());
        offer(1);

        assertDeclinedFirstOnly(takePartInAll(client(), HALVING), "'proximal' belongs into 'proximal'");
    }

    @Test
    void givesItsTrainerTheRegularizersThatItKnows() {
        Offer.Term mine = new Offer.Term("x-mine", Map.of("weight", 2, "of", "biases"));
        server.offer(regularized(0, 0.25, mine), Offers.model());
        offer(1);
        List<List<Offer.Term>> given = new ArrayList<>();
        Trainer looking = task -> {
            given.add(task.regularizers());
            return HALVING.train(task);
        };

        takePartInAll(client().regularizers(List.of("proximal", "x-mine")), looking);

        assertThat(server.declined).isEmpty();
        assertThat(given).containsExactly(List.of(new Offer.Term("proximal", Map.of("mu", 0.25)), mine), List.of());
    }

    private static Offer regularized(long round, double proximal, Offer.Term... others) {
        return Offers.with(
                Offers.of(round, CodecScheme.SIGN),
                new Offer.Training(1, null, 4, 0.5, proximal, "all", 100).with(List.of(others)));
    }

    @Test
    void ofATrainersExceptionTheServerHearsTheClassAlone() {
        offer(0, 1);
        Trainer failing = task -> {
            if (task.offer().round() == 0) {
                throw new NumberFormatException("For input string: \"Anna, born 1970\"");
            }
            return HALVING.train(task);
        };

        assertDeclinedFirstOnly(takePartInAll(client(), failing), "training failed: NumberFormatException");
        assertThat(server.declined.toString()).doesNotContain("Anna");
    }

    static Stream<Throwable> throwables() {
        return Stream.of(
                new UnsatisfiedLinkError("no tensorflow_jni in java.library.path"),
                new NoClassDefFoundError("Could not initialize class org.tensorflow.NativeLibrary"),
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new AssertionError("Anna, born 1970"),
                new IOError(new IOException("/home/anna")),
                new Throwable("neither"),
                new IllegalStateException());
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whateverATrainerEndsInCostsOneAssignment(Throwable thrown) {
        offer(0, 1);
        Trainer failing = task -> {
            if (task.offer().round() == 0) {
                DecliningTest.<RuntimeException>sneak(thrown);
            }
            return HALVING.train(task);
        };

        assertDeclinedFirstOnly(
                takePartInAll(client(), failing),
                "training failed: " + thrown.getClass().getSimpleName());
        assertThat(server.declined.toString()).doesNotContain("Anna").doesNotContain("java");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void anErrorOutsideOfTheTrainerCostsOneAssignment() {
        offer(0, 1);
        CoinSource broken = offer -> {
            if (offer.round() == 0) {
                throw new ExceptionInInitializerError();
            }
            return () -> 0;
        };

        assertDeclinedFirstOnly(
                takePartInAll(client().coins(broken), HALVING), "training failed: ExceptionInInitializerError");
    }

    @Test
    void anErrorOfTheListenerCostsNothing() {
        offer(0, 1);
        ProgressListener broken = progress -> {
            throw new NoSuchMethodError("org.slf4j.Logger.atInfo()");
        };

        assertThat(takePartInAll(client().listener(broken), HALVING).updatesAccepted())
                .isEqualTo(2);
    }

    @Test
    void givesItsAssignmentBackWhereItCannotGoOn() {
        offer(0);
        Trainer onAFullDisk = task -> {
            Path pending = data.resolve("client/pending");
            Files.delete(pending);
            Files.createFile(pending);
            return HALVING.train(task);
        };

        assertThatThrownBy(() -> takePartInAll(client(), onAFullDisk))
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("cannot write");
        assertThat(server.declined).containsExactly(Map.entry(new AssignmentId("a-0"), "the client had to stop"));
    }

    @Test
    void longReasonsAreShortened() {
        server.offer(Offers.of(0, codec("x".repeat(300), 40, null), Offers.NO_PRIVACY), Offers.model());
        offer(1);

        assertDeclinedFirstOnly(takePartInAll(client(), HALVING), "unknown codec 'xxx");
        assertThat(server.declined.get(new AssignmentId("a-0"))).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void declinesWhatItsTrainerShouldNotHaveMade() {
        offer(0, 1, 2, 3);
        Trainer careless = task -> switch ((int) task.offer().round()) {
            case 0 -> new Trained(new float[8], 1, 10);
            case 1 -> new Trained(new float[] {Float.NaN, 0, 0, 0, 0, 0, 0, 0, 0}, 1, 10);
            case 2 -> new Trained(task.parameters(), 1, 101);
            default -> HALVING.train(task);
        };

        Participation participation = takePartInAll(client(), careless);

        assertThat(participation.declined()).isEqualTo(3);
        assertThat(participation.updatesAccepted()).isEqualTo(1);
        assertThat(server.declined.values())
                .as("how many examples there are is nobody's business either")
                .containsExactly(
                        "training failed: IllegalArgumentException",
                        "training failed: NotFiniteException",
                        "training failed: IllegalArgumentException");
    }

    @Test
    void declinesAModelThatDoesNotMatchItsDigest() {
        offer(0);
        server.models.digest = Base64.getEncoder().encodeToString(new byte[32]);

        takePartInAll(client(), HALVING);

        assertThat(server.declined.get(new AssignmentId("a-0"))).contains("does not match its digest");
        assertThat(server.calls("model")).isEqualTo(6);
    }

    @Test
    void declinesAVersionThatIsGone() {
        offer(0);
        server.fail("model", Fault.problem(410, "gone"));

        takePartInAll(client(), HALVING);

        assertThat(server.declined.get(new AssignmentId("a-0"))).contains("gone");
    }

    @Test
    void theTrainersCopyIsItsOwn() {
        server.offer(Offers.of(0, CodecScheme.FLOAT32), Offers.model());
        Trainer inPlace = task -> {
            java.util.Arrays.fill(task.parameters(), 0);
            return new Trained(task.parameters(), 1, 0);
        };

        takePartInAll(client(), inPlace);

        assertThat(server.decoded(new AssignmentId("a-0"), 0)).containsExactly(Offers.model());
    }

    private void assertDeclinedFirstOnly(Participation participation, String reason) {
        assertThat(server.declined).hasSize(1);
        assertThat(server.declined.get(new AssignmentId("a-0"))).contains(reason);
        assertThat(server.accepted.keySet()).containsExactly(new AssignmentId("a-1"));
        assertThat(participation.declined()).isEqualTo(1);
        assertThat(witness.all(Progress.Declined.class)).hasSize(1);
    }
}
