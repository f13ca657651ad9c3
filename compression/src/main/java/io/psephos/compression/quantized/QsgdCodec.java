package io.psephos.compression.quantized;

import io.psephos.compression.Buckets;
import io.psephos.compression.Codec;
import io.psephos.compression.Levels;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.Quantized;
import io.psephos.compression.bits.BitWriter;
import io.psephos.compression.bits.EliasOmega;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Byte layout: u32 s; u32 bucket size n; u8 norm kind; u8 form; u16 0; ⌈d/n⌉ × f32 norm; then the bits of all buckets
 * whose norm is not 0, without gaps. Dense form: for each coordinate omega(level + 1), and a sign bit where the level is
 * above 0. Sparse form: omega(non-zeros + 1), then for each of them omega(gap), sign bit, omega(level). Written is the
 * shorter form, the dense one where they are equal.
 */
public final class QsgdCodec implements Codec {
    private static final int BUCKET_AT = 4;
    private static final int KIND_AT = 8;
    private static final int FORM_AT = 9;
    private static final int ZERO_AT = 10;
    private static final int HEAD = 12;
    private static final byte DENSE = 0;
    private static final byte SPARSE = 1;

    private final int mostLevels;
    private final int bucket;

    /** A codec for any levels and buckets. */
    public QsgdCodec() {
        this.mostLevels = Levels.MOST;
        this.bucket = 0;
    }

    /**
     * A codec for buckets of this size alone.
     *
     * @param mostLevels largest s, 1 to 65535
     */
    public QsgdCodec(int mostLevels, int bucket) {
        this.mostLevels = Levels.checkMax(mostLevels);
        this.bucket = Buckets.checkSize(bucket);
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof Quantized quantized)) {
            throw new IllegalArgumentException(
                    "qsgd encodes quantized updates, was " + payload.getClass().getSimpleName());
        }
        LevelCode code = new LevelCode(quantized);
        boolean sparse = code.sparseBits() < code.denseBits();
        float[] norms = quantized.norms().scales();
        long bitsAt = HEAD + (long) Float.BYTES * norms.length;
        int length = Math.toIntExact(bitsAt + bytes(sparse ? code.sparseBits() : code.denseBits()));
        byte[] bytes = new byte[Math.addExact(length, BitWriter.SLACK)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(quantized.levels().max()).putInt(quantized.norms().size());
        buffer.put((byte) quantized.kind().ordinal()).put(sparse ? SPARSE : DENSE);
        buffer.position(HEAD).asFloatBuffer().put(norms);
        BitWriter bits = new BitWriter(bytes, (int) bitsAt);
        if (sparse) {
            code.writeSparse(bits);
        } else {
            code.writeDense(bits);
        }
        return buffer.position(0).limit(length);
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        checkHead(payload);
        int max = payload.getInt(0);
        int size = payload.getInt(BUCKET_AT);
        float[] norms = norms(payload, Buckets.number(parameterCount, size));
        Levels levels = new Levels(parameterCount, max);
        LevelDecoder decoder = new LevelDecoder(payload, HEAD + Float.BYTES * norms.length, levels);
        boolean sparse = payload.get(FORM_AT) == SPARSE;
        for (int k = 0; k < norms.length; k++) {
            int from = k * size;
            int to = (int) Math.min(parameterCount, (long) from + size);
            if (norms[k] != 0 && sparse) {
                decoder.readSparse(from, to);
            } else if (norms[k] != 0) {
                decoder.readDense(from, to);
            }
        }
        decoder.end();
        checkNorms(norms, max);
        Norm kind = Norm.values()[payload.get(KIND_AT)];
        return new Quantized(new Buckets(parameterCount, size, norms), kind, levels);
    }

    /**
     * The range from buckets that are all 0 to the longest codes everywhere; where the bucket is not fixed, to one a
     * coordinate.
     */
    @Override
    public PayloadLength lengthOf(long parameterCount) {
        long fewest = bucket == 0 ? 1 : (parameterCount - 1) / bucket + 1;
        long most = bucket == 0 ? parameterCount : fewest;
        long bits = mostBits(parameterCount, most);
        return new PayloadLength(HEAD + Float.BYTES * fewest, HEAD + Float.BYTES * most + bytes(bits));
    }

    /** Bits where every coordinate has the largest level, in the form that is longer then. */
    private long mostBits(long parameterCount, long buckets) {
        long dense = EliasOmega.length(EliasOmega.code(mostLevels + 1)) + 1;
        long sparse = EliasOmega.length(EliasOmega.code(1)) + 1 + EliasOmega.length(EliasOmega.code(mostLevels));
        long inBucket = bucket == 0 ? 1 : Math.min(bucket, parameterCount);
        long count = EliasOmega.length(EliasOmega.code((int) Math.min(Integer.MAX_VALUE, inBucket + 1)));
        return Math.max(
                Math.multiplyExact(parameterCount, dense),
                Math.addExact(Math.multiplyExact(parameterCount, sparse), Math.multiplyExact(buckets, count)));
    }

    private void checkHead(ByteBuffer payload) {
        check(payload.getInt(0), 1, mostLevels, 0, "levels");
        check(
                payload.getInt(BUCKET_AT),
                Math.max(1, bucket),
                bucket == 0 ? Integer.MAX_VALUE : bucket,
                BUCKET_AT,
                "bucket");
        check(payload.get(KIND_AT), 0, Norm.values().length - 1, KIND_AT, "norm kind");
        check(payload.get(FORM_AT), DENSE, SPARSE, FORM_AT, "form");
        check(payload.getShort(ZERO_AT), 0, 0, ZERO_AT, "what follows the form");
    }

    private static void check(int value, int least, int most, int at, String what) {
        if (value < least || value > most) {
            throw new MalformedPayloadException(
                    ProblemCode.MALFORMED_FRAME,
                    at,
                    what + " must be " + least + " to " + most,
                    Integer.toString(value));
        }
    }

    private static float[] norms(ByteBuffer payload, int buckets) {
        if (buckets > (payload.limit() - HEAD) / Float.BYTES) {
            throw new MalformedPayloadException(
                    ProblemCode.MALFORMED_FRAME,
                    BUCKET_AT,
                    "bucket must leave room for a norm each",
                    Integer.toString(payload.getInt(BUCKET_AT)));
        }
        return BucketTable.scales(payload, HEAD, buckets);
    }

    private static void checkNorms(float[] norms, int levels) {
        for (int k = 0; k < norms.length; k++) {
            if (!Quantized.reaches(norms[k], levels)) {
                throw BucketTable.fault(ProblemCode.NOT_FINITE, HEAD, k, norms[k]);
            }
        }
    }

    private static long bytes(long bits) {
        return bits + 7 >>> 3;
    }
}
