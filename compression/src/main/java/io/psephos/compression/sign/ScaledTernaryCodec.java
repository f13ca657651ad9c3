package io.psephos.compression.sign;

import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ParameterLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: a table of blocks with their scales, then the votes of the whole vector as in {@link TernaryCodec}. */
public final class ScaledTernaryCodec implements Codec {
    private final BlockTable table;

    /** A codec for any blocks. */
    public ScaledTernaryCodec() {
        this.table = new BlockTable(null);
    }

    /** A codec for exactly one block a tensor, in layout order. */
    public ScaledTernaryCodec(ParameterLayout layout) {
        this.table = new BlockTable(layout);
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof ScaledTernary scaled)) {
            throw new IllegalArgumentException("scaled-ternary encodes votes with scales, was "
                    + payload.getClass().getSimpleName());
        }
        int length = Math.addExact(BlockTable.bytes(scaled.blocks()), (int) TernaryVotes.bytes(scaled.count()));
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        BlockTable.write(scaled.blocks(), bytes);
        TernaryVotes.write(scaled.votes(), bytes);
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int votesAt = table.votesAt(payload, parameterCount, TernaryVotes.bytes(parameterCount));
        Ternary votes = TernaryVotes.read(payload, votesAt, parameterCount);
        return new ScaledTernary(BlockTable.read(payload, votesAt), votes);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return table.lengthOf(parameterCount, TernaryVotes.bytes(parameterCount));
    }
}
