package io.psephos.robustness.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.compression.Dense;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.dense.Float32Codec;
import io.psephos.robustness.filter.LipschitzFilter.Mode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FilterStateBytesTest {
    private static final FilterStateBytes BYTES = new FilterStateBytes(
            payload -> new Float32Codec().encode(payload),
            bytes -> new Float32Codec().decode(ByteBuffer.wrap(bytes), 2));

    /** Verdicts after a restart are those without one. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void whatIsReadBackJudgesAsIfNothingHadHappened(Mode mode) {
        FilterChain chain = new FilterChain(List.of(new AdaptiveNorm(0.9, 0.1, 3), FilterChain.kardam(4, 1, mode, 5)));
        Past past = Past.of(0, 0);
        SplittableRandom random = new SplittableRandom(5);
        Map<String, byte[]> kept = new HashMap<>();
        FilterState state = FilterState.EMPTY;
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            FilterInput candidate =
                    past.from(random.nextInt(i < 150 ? 4 : 3), (float) random.nextGaussian(), random.nextInt(3));
            FilterResult ruling = chain.rule(candidate, past, state);
            FilterResult after = chain.rule(candidate, past, BYTES.read(kept));
            assertThat(after.verdict()).isEqualTo(ruling.verdict());
            refused += ruling.isAccepted() ? 0 : 1;
            FilterState next = i % 7 == 0 ? ruling.next().agreed(Map.of(Past.id(i % 4), 0.25)) : ruling.next();
            BYTES.changes(state, next).forEach(kept::put);
            state = next;
            if (ruling.isAccepted()) {
                past.publish((float) random.nextGaussian(), (float) random.nextGaussian());
            }
        }
        assertThat(refused).isBetween(30, 270);
        assertThat(BYTES.read(kept).agreements()).isEqualTo(state.agreements());
        assertThat(BYTES.read(kept).lipschitz().standstill())
                .isEqualTo(state.lipschitz().standstill());
        assertThat(BYTES.changes(state, BYTES.read(kept)).keySet())
                .as("numbers are the same; updates are, too, in other objects")
                .doesNotContain("filters");
    }

    @Test
    void aVerdictChangesFewPieces() {
        FilterChain chain = FilterChain.kardam(4, 1, Mode.PER_WORKER, 0);
        Past past = Past.of(0, 0);
        FilterState one =
                chain.rule(past.from(1, 1, 1), past, FilterState.EMPTY).next();
        FilterState two = chain.rule(past.from(2, 1, 1), past, one).next();
        assertThat(BYTES.changes(FilterState.EMPTY, FilterState.EMPTY)).isEmpty();
        assertThat(BYTES.changes(one, two)).containsOnlyKeys("filters", "previous/c-2");
        assertThat(BYTES.changes(two, two)).isEmpty();
        assertThat(BYTES.changes(two, two.scoresOnly()))
                .containsOnly(Map.entry("previous/c-1", new byte[0]), Map.entry("previous/c-2", new byte[0]));
    }

    /** The last accepted update is one of the others' until its client sends another one. */
    @Test
    void theUpdateAcceptedLastIsWrittenOnce() {
        FilterChain chain = FilterChain.kardam(4, 1, Mode.SERVER_EVOLUTION, 0);
        Past past = Past.of(0, 0);
        FilterState one =
                chain.rule(past.from(1, 1, 1), past, FilterState.EMPTY).next();
        Map<String, byte[]> first = BYTES.changes(FilterState.EMPTY, one);
        assertThat(first.get("last")).hasSizeLessThan(8);
        LipschitzState read = BYTES.read(first).lipschitz();
        assertThat(read.last()).isSameAs(read.previous().get(Past.id(1)).payload());

        FilterResult frequent = chain.rule(past.from(1, 2, 2), past, one);
        assertThat(frequent.isAccepted()).isFalse();
        Map<String, byte[]> second = BYTES.changes(one, frequent.next());
        assertThat(second).containsOnlyKeys("last", "previous/c-1");
        Map<String, byte[]> kept = new HashMap<>(first);
        kept.putAll(second);
        assertThat(BYTES.read(kept).lipschitz().last().toDense()).containsExactly(1, 1);
        refuses(first, "previous/c-1", new byte[0]);
        assertThatThrownBy(() -> BYTES.read(Map.of("last", first.get("last"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c-1");
    }

    /** A client's two updates take turns, so that a verdict writes one. */
    @Test
    void theUpdateBeforeIsKeptWhereItWasWritten() {
        FilterChain chain = FilterChain.kardam(4, 1, Mode.PER_WORKER, 0);
        Past past = Past.of(0, 0);
        FilterState one =
                chain.rule(past.from(1, 1, 1), past, FilterState.EMPTY).next();
        past.publish(1, 1);
        FilterState two = chain.rule(past.from(1, 2, 2), past, one).next();
        FilterState again = chain.rule(past.from(1, 3, 3), past, two).next();
        past.publish(2, 2);
        FilterState three = chain.rule(past.from(1, 4, 4), past, again).next();

        Map<String, byte[]> kept = new HashMap<>(BYTES.changes(FilterState.EMPTY, one));
        assertThat(BYTES.changes(one, two)).containsOnlyKeys("filters", "previous-odd/c-1");
        assertThat(BYTES.changes(two, again)).containsOnlyKeys("filters", "previous-odd/c-1");
        assertThat(BYTES.changes(again, three)).containsOnlyKeys("filters", "previous/c-1");
        kept.putAll(BYTES.changes(one, two));
        kept.putAll(BYTES.changes(two, again));
        kept.putAll(BYTES.changes(again, three));
        LipschitzState.Sent last = BYTES.read(kept).lipschitz().previous().get(Past.id(1));
        assertThat(last.payload().toDense()).containsExactly(4, 4);
        assertThat(last.baseVersion()).isEqualTo(2);
        assertThat(Objects.requireNonNull(last.before()).payload().toDense()).containsExactly(3, 3);

        Map<String, byte[]> misplaced = new HashMap<>(kept);
        misplaced.put("previous/c-1", kept.get("previous-odd/c-1"));
        assertThatThrownBy(() -> BYTES.read(misplaced)).isInstanceOf(IllegalArgumentException.class);
        assertThat(BYTES.changes(three, three.scoresOnly()))
                .containsOnly(Map.entry("previous/c-1", new byte[0]), Map.entry("previous-odd/c-1", new byte[0]));
    }

    /** Servers before this one knew of no standstill and kept one update a client. */
    @Test
    void theFirstFormIsRead() throws IOException {
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(numbers);
        out.writeByte(1);
        out.writeDouble(7);
        out.writeDouble(0);
        out.writeLong(-1);
        out.writeInt(2);
        out.writeInt(1);
        out.writeUTF("c-2");
        out.writeInt(1);
        out.writeUTF("c-1");
        out.writeDouble(0.5);
        ByteBuffer sent = ByteBuffer.allocate(17).put((byte) 1).putLong(3);
        sent.put(new Float32Codec().encode(new Dense(new float[] {1, 2})));

        FilterState read = BYTES.read(Map.of("filters", numbers.toByteArray(), "previous/c-1", sent.array()));

        assertThat(read.normBound()).isEqualTo(7);
        assertThat(read.recent()).containsExactly(Past.id(2));
        assertThat(read.lipschitz().coefficients()).containsExactly(Map.entry(Past.id(1), 0.5));
        assertThat(read.lipschitz().refusedInARow()).isEqualTo(2);
        assertThat(read.lipschitz().standstill()).isEqualTo(Standstill.NONE);
        LipschitzState.Sent last = read.lipschitz().previous().get(Past.id(1));
        assertThat(last.baseVersion()).isEqualTo(3);
        assertThat(last.before()).isNull();
        assertThat(last.payload().toDense()).containsExactly(1, 2);
    }

    @Test
    void bytesThatNobodyWroteAreRefused() {
        FilterState state = FilterState.EMPTY
                .with(LipschitzState.EMPTY.with(Past.id(1), 2).sent(Past.id(1), sent()))
                .agreed(Map.of(Past.id(1), 0.5));
        Map<String, byte[]> pieces = BYTES.changes(FilterState.EMPTY, state);
        assertThat(BYTES.read(pieces).lipschitz().coefficients()).containsEntry(Past.id(1), 2.0);
        pieces.forEach((name, bytes) -> {
            refuses(pieces, name, Arrays.copyOf(bytes, bytes.length - 1));
            byte[] other = bytes.clone();
            other[0] = 3;
            refuses(pieces, name, other);
            refuses(pieces, name, new byte[0]);
        });
        refuses(pieces, "filters", Arrays.copyOf(pieces.get("filters"), pieces.get("filters").length + 1));
        refuses(pieces, "agreement/c-1", Arrays.copyOf(pieces.get("agreement/c-1"), 30));
        refuses(pieces, "surprise", new byte[] {1});
    }

    private static LipschitzState.Sent sent() {
        Payload payload = new Dense(new float[] {1, 2});
        return new LipschitzState.Sent(3, payload, 0, null);
    }

    private static void refuses(Map<String, byte[]> pieces, String name, byte[] bytes) {
        Map<String, byte[]> broken = new LinkedHashMap<>(pieces);
        broken.put(name, bytes);
        assertThatThrownBy(() -> BYTES.read(broken))
                .as(name)
                .isInstanceOfAny(IllegalArgumentException.class, MalformedPayloadException.class);
    }
}
