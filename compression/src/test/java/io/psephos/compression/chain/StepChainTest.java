package io.psephos.compression.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Blocks;
import io.psephos.compression.Dense;
import io.psephos.compression.Layouts;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.protocol.model.ModelDigest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class StepChainTest {
    private static final ParameterLayout LAYOUT = Layouts.of(3, 64, 30);
    private static final int D = 97;

    @Row("GET /api/v1/jobs/{job}/models/{version}/delta")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 100})
    void aChainLeadsToTheServersParametersBitForBit(int steps) {
        Random random = new Random(steps);
        float[] start = parameters(random);
        float[] server = start.clone();
        List<byte[]> frames = new ArrayList<>();
        for (int k = 0; k < steps; k++) {
            Payload step = step(random);
            step.addTo(server, -1f);
            frames.add(StepChain.frame(40 + k, step));
        }
        float[] before = start.clone();
        float[] client = StepChain.apply(StepChain.chain(frames, server), 40, 40 + steps, start, LAYOUT);
        assertThat(ModelDigest.of(client)).containsExactly(ModelDigest.of(server));
        assertThat(start).containsExactly(before);
    }

    @Test
    void oneBitAVoteUnlessOneIsZero() {
        Blocks blocks = Blocks.of(LAYOUT, 0.5f);
        Signs signs = RandomVotes.signs(D, new Random(1));
        long[] minus = RandomVotes.signs(D, new Random(1)).words().clone();
        minus[0] = ~minus[0];
        minus[1] = ~minus[1] & (1L << D) - 1;
        byte[] oneBit = StepChain.frame(5, new ScaledSigns(blocks, signs));
        assertThat(UpdateFrame.header(oneBit)).isEqualTo(new FrameHeader(3, 5, D, 0));
        assertThat(oneBit).hasSize(48 + 4 + 3 * 12 + 13);
        assertThat(StepChain.frame(5, new ScaledTernary(blocks, new Ternary(D, signs.words(), minus))))
                .containsExactly(oneBit);
        minus[1] = 0;
        byte[] twoBits = StepChain.frame(5, new ScaledTernary(blocks, new Ternary(D, signs.words(), minus)));
        assertThat(UpdateFrame.header(twoBits).scheme()).isEqualTo(7);
        assertThat(twoBits).hasSize(48 + 4 + 3 * 12 + 25);
    }

    @Test
    void onlyScaledVotesStandInAChain() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepChain.frame(0, new Dense(new float[3])))
                .withMessageContaining("Dense");
    }

    @Test
    void refusesVersionsAndParametersThatTheCallerMixedUp() {
        byte[] digest = StepChain.chain(List.of(), new float[D]);
        assertThatIllegalArgumentException().isThrownBy(() -> StepChain.apply(digest, 2, 1, new float[D], LAYOUT));
        assertThatIllegalArgumentException().isThrownBy(() -> StepChain.apply(digest, -1, 1, new float[D], LAYOUT));
        assertThatIllegalArgumentException().isThrownBy(() -> StepChain.apply(digest, 1, 1, new float[5], LAYOUT));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutatedChainsAreRefused(long seed) {
        Random random = new Random(seed);
        float[] start = parameters(random);
        float[] end = start.clone();
        List<byte[]> frames = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            Payload step = step(random);
            step.addTo(end, -1f);
            frames.add(StepChain.frame(k, step));
        }
        byte[] chain = StepChain.chain(frames, end);
        for (int run = 0; run < 3000; run++) {
            byte[] damaged =
                    Arrays.copyOf(chain, random.nextInt(3) == 0 ? random.nextInt(chain.length + 20) : chain.length);
            for (int i = damaged.length == chain.length ? 1 : 0; i > 0; i--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (!Arrays.equals(damaged, chain)) {
                assertThatExceptionOfType(BrokenChainException.class)
                        .isThrownBy(() -> StepChain.apply(damaged, 0, 3, start, LAYOUT));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> goldenChainsLeadToTheirParameters() {
        return cases("valid")
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    float[] parameters = apply(vector);
                    assertThat(ModelDigest.of(parameters))
                            .containsExactly(ModelDigest.of(floats(vector.path("parameters"))));
                }));
    }

    @TestFactory
    Stream<DynamicTest> brokenChainsAreRefusedWithTheirFault() {
        return cases("broken")
                .map(vector -> DynamicTest.dynamicTest(
                        name(vector),
                        () -> assertThatExceptionOfType(BrokenChainException.class)
                                .isThrownBy(() -> apply(vector))
                                .satisfies(broken -> assertThat(word(broken.fault()))
                                        .isEqualTo(vector.path("fault").asString()))));
    }

    @Test
    void thereAreChainsOfBothKinds() {
        assertThat(cases("valid")).hasSizeGreaterThan(3);
        assertThat(cases("broken").map(vector -> vector.path("fault").asString()))
                .contains("malformed", "wrong-base", "wrong-digest");
    }

    private static float[] apply(JsonNode vector) {
        ParameterLayout layout = ProtocolJson.strict().treeToValue(vector.path("layout"), ParameterLayout.class);
        return StepChain.apply(
                HexFormat.of().parseHex(vector.path("delta").asString()),
                vector.path("since").asLong(),
                vector.path("version").asLong(),
                floats(vector.path("start")),
                layout);
    }

    private static Payload step(Random random) {
        float[] scales = {random.nextFloat(), random.nextFloat(), random.nextInt(2)};
        Blocks blocks = new Blocks(Blocks.lengths(LAYOUT), scales);
        return random.nextBoolean()
                ? new ScaledSigns(blocks, RandomVotes.signs(D, random))
                : new ScaledTernary(blocks, RandomVotes.ternary(D, random));
    }

    private static float[] parameters(Random random) {
        float[] parameters = new float[D];
        for (int i = 0; i < D; i++) {
            parameters[i] = random.nextInt(4) == 0 ? -0f : (float) random.nextGaussian();
        }
        return parameters;
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.path(i).asDouble();
        }
        return values;
    }

    private static String word(BrokenChainException.Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String name(JsonNode vector) {
        return vector.path("name").asString();
    }

    private static Stream<JsonNode> cases(String kind) {
        try (InputStream in = StepChainTest.class.getResourceAsStream("/vectors/deltas.json")) {
            return StreamSupport.stream(
                    ProtocolJson.strict().readTree(in).path(kind).spliterator(), false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
