package io.psephos.client;

import io.psephos.protocol.state.NamedState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The format of named pieces in one file: their number, then of each its name, its length and its bytes; big-endian.
 */
final class PieceFile {
    private PieceFile() {}

    static byte[] write(NamedState pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(pieces.names().size());
            for (Map.Entry<String, byte[]> piece : pieces.bytes().entrySet()) {
                out.writeUTF(piece.getKey());
                out.writeInt(piece.getValue().length);
                out.write(piece.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException for a file of another format */
    static NamedState read(byte[] file) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
            Map<String, byte[]> pieces = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                pieces.put(in.readUTF(), piece(in));
            }
            return NamedState.of(pieces);
        } catch (IOException e) {
            throw new IllegalArgumentException(file.length + " bytes are no named pieces", e);
        }
    }

    private static byte[] piece(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a piece has a length of " + length);
        }
        return in.readNBytes(length);
    }
}
