package io.psephos.server.storage;

import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The place of a value outside of its row, a part of a segment file.
 *
 * @param start its first byte
 * @param length in bytes
 * @param checksum CRC-32C of its bytes
 */
record Place(String segment, long start, int length, int checksum) {

    /** The part that the value fills from a byte of the segment on. */
    static Place of(String segment, long start, byte[] value) {
        return new Place(segment, start, value.length, checksum(value));
    }

    /** Reads what {@link #toString} wrote. */
    static Place parse(String text) {
        String[] parts = text.split(":", -1);
        return new Place(
                parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2]), HexFormat.fromHexDigits(parts[3]));
    }

    /** The byte after its last one. */
    long end() {
        return start + length;
    }

    boolean holds(byte[] value) {
        return value.length == length && checksum(value) == checksum;
    }

    private static int checksum(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value);
        return (int) crc.getValue();
    }

    @Override
    public String toString() {
        return segment + ":" + start + ":" + length + ":" + HexFormat.of().toHexDigits(checksum);
    }
}
