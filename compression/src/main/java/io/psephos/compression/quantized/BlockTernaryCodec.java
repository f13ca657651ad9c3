package io.psephos.compression.quantized;

import io.psephos.compression.BlockTernary;
import io.psephos.compression.Buckets;
import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.Ternary;
import io.psephos.compression.sign.TernaryVotes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: u32 bucket size n; ⌈d/n⌉ × f32 scale; then the votes of the whole vector as in {@code ternary}. */
public final class BlockTernaryCodec implements Codec {
    private final BucketTable table;

    /** A codec for buckets of any size. */
    public BlockTernaryCodec() {
        this.table = new BucketTable(0);
    }

    /** A codec for buckets of this size alone, at least 1. */
    public BlockTernaryCodec(int bucket) {
        this.table = new BucketTable(Buckets.checkSize(bucket));
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof BlockTernary blocks)) {
            throw new IllegalArgumentException("block-ternary encodes votes with scales, was "
                    + payload.getClass().getSimpleName());
        }
        int length = Math.addExact(BucketTable.bytes(blocks.buckets()), (int) TernaryVotes.bytes(blocks.count()));
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        BucketTable.write(blocks.buckets(), bytes);
        TernaryVotes.write(blocks.votes(), bytes);
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = table.size(payload, parameterCount, TernaryVotes.bytes(parameterCount));
        float[] scales = BucketTable.scales(payload, Buckets.number(parameterCount, size));
        Ternary votes = TernaryVotes.read(payload, BucketTable.end(scales.length), parameterCount);
        BucketTable.checkFinite(scales, 1);
        return new BlockTernary(new Buckets(parameterCount, size, scales), votes);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return table.lengthOf(parameterCount, TernaryVotes.bytes(parameterCount));
    }
}
