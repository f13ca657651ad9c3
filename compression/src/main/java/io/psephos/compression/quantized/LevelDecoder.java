package io.psephos.compression.quantized;

import io.psephos.compression.Levels;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.bits.BitReader;
import io.psephos.compression.bits.EliasOmega;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The decoder of one payload's levels, bucket after bucket. */
final class LevelDecoder {
    private final BitReader bits;
    private final Levels levels;
    private final int bytesAt;
    private final int[] row = new int[RandomWords.ROW];

    /** @param at of the first byte of the bits, which fill the payload */
    LevelDecoder(ByteBuffer payload, int at, Levels levels) {
        this.bits = new BitReader(payload, at);
        this.levels = levels;
        this.bytesAt = at;
    }

    /** @throws MalformedPayloadException for a level above s, or none */
    void readDense(int from, int to) {
        for (int at = from, left = to - from; left > 0; at += RandomWords.ROW, left -= RandomWords.ROW) {
            int count = Math.min(left, RandomWords.ROW);
            for (int i = 0; i < count; i++) {
                row[i] = next();
            }
            levels.set(at, row, count);
        }
    }

    /** @throws MalformedPayloadException for a coordinate outside of the bucket, a level above s, or none */
    void readSparse(int from, int to) {
        long left = number("non-zeros", to - from + 1L) - 1;
        long at = from - 1L;
        int rowAt = from;
        Arrays.fill(row, 0);
        for (; left > 0; left--) {
            at += number("gap", to - 1 - at);
            boolean negative = (bits.peek() & 1) != 0;
            skip(1);
            int level = (int) number("level", levels.max());
            if (at >= rowAt + (long) RandomWords.ROW) {
                levels.set(rowAt, row, RandomWords.ROW);
                Arrays.fill(row, 0);
                rowAt += (int) (at - rowAt) / RandomWords.ROW * RandomWords.ROW;
            }
            row[(int) at - rowAt] = negative ? -level : level;
        }
        levels.set(rowAt, row, Math.min(RandomWords.ROW, to - rowAt));
    }

    /** @throws MalformedPayloadException unless unused bits are zeros in the last byte alone */
    void end() {
        if (!bits.isAtEnd()) {
            throw fault("bits behind the last level must be 0 and less than a byte", bits.position());
        }
    }

    /** The next level, as the dense form has it. */
    private int next() {
        long word = bits.peek();
        long decoded = EliasOmega.decode(word);
        int length = (int) decoded & 0xff;
        long level = (decoded >> Byte.SIZE) - 1;
        if (decoded < 0 || level > levels.max()) {
            throw fault("level must be 0 to " + levels.max(), level);
        }
        if (level == 0) {
            skip(1);
            return 0;
        }
        int sign = -(int) (word >>> length & 1);
        skip(length + 1);
        return ((int) level ^ sign) - sign;
    }

    private long number(String what, long most) {
        long decoded = EliasOmega.decode(bits.peek());
        long number = decoded >> Byte.SIZE;
        if (decoded < 0 || number > most) {
            throw fault(what + " must be a number up to " + most, number);
        }
        skip((int) decoded & 0xff);
        return number;
    }

    private void skip(int count) {
        if (!bits.skip(count)) {
            throw fault("levels must end within their bytes", bits.position());
        }
    }

    private MalformedPayloadException fault(String reason, long value) {
        return new MalformedPayloadException(
                ProblemCode.MALFORMED_FRAME, bytesAt + bits.bytesRead(), reason, Long.toString(value));
    }
}
