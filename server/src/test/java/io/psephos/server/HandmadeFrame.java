package io.psephos.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;

/** Update frames put together from the protocol's text, field by field, so that each can be wrong. */
final class HandmadeFrame {
    static final String TYPE = "application/vnd.psephos.update";

    private HandmadeFrame() {}

    /** Votes of one bit, by the lowest bits of the seed. */
    static byte[] votes(JsonNode offer, int seed) {
        int count = offer.path("parameterCount").asInt();
        byte[] payload = new byte[(count + 7) / 8];
        payload[0] = (byte) seed;
        return of(offer, payload);
    }

    /** A frame with that payload in which nothing else is wrong. */
    static byte[] of(JsonNode offer, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(48 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.put("PSPH".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) offer.path("codec").path("frame").asInt())
                .putShort((short) 0)
                .putLong(offer.path("modelVersion").asLong())
                .putLong(offer.path("parameterCount").asLong())
                .putLong(0)
                .putLong(payload.length)
                .position(48);
        frame.put(payload);
        return sealed(frame.array());
    }

    /** The frame with the checksum of its bytes as they are. */
    static byte[] sealed(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, 40);
        crc.update(frame, 48, frame.length - 48);
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(40, (int) crc.getValue());
        return frame;
    }
}
