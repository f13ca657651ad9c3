package io.psephos.compression.sign;

import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.Signs;
import io.psephos.protocol.ParameterLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: a table of blocks with their scales, then the votes of the whole vector as in {@link SignCodec}. */
public final class ScaledSignCodec implements Codec {
    private final BlockTable table;

    /** A codec for any blocks. */
    public ScaledSignCodec() {
        this.table = new BlockTable(null);
    }

    /** A codec for exactly one block a tensor, in layout order. */
    public ScaledSignCodec(ParameterLayout layout) {
        this.table = new BlockTable(layout);
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof ScaledSigns scaled)) {
            throw new IllegalArgumentException("scaled-sign encodes votes with scales, was "
                    + payload.getClass().getSimpleName());
        }
        int length = Math.addExact(BlockTable.bytes(scaled.blocks()), (int) SignVotes.bytes(scaled.count()));
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        BlockTable.write(scaled.blocks(), bytes);
        SignVotes.write(scaled.votes(), bytes);
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int votesAt = table.votesAt(payload, parameterCount, SignVotes.bytes(parameterCount));
        Signs votes = SignVotes.read(payload, votesAt, parameterCount);
        return new ScaledSigns(BlockTable.read(payload, votesAt), votes);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return table.lengthOf(parameterCount, SignVotes.bytes(parameterCount));
    }
}
