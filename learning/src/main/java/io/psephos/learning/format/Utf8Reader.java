package io.psephos.learning.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** A reader of text that has to be UTF-8: it skips a byte order mark, and tells the line of what it cannot read. */
final class Utf8Reader extends Reader {
    private static final int BUFFER = 1 << 15;

    private final InputStream in;
    private final String name;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer characters = CharBuffer.allocate(BUFFER).limit(0);
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private long line = 1;
    private boolean hasBegun;
    private boolean hasEnded;

    /** @param name what the text is called in an exception */
    Utf8Reader(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        while (!characters.hasRemaining()) {
            if (hasEnded && !bytes.hasRemaining()) {
                return -1;
            }
            fill();
            decode();
        }
        int count = Math.min(length, characters.remaining());
        characters.get(to, offset, count);
        return count;
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = hasEnded ? -1 : in.readNBytes(bytes.array(), bytes.position(), bytes.remaining());
        bytes.position(bytes.position() + Math.max(0, read)).flip();
        hasEnded = bytes.limit() < BUFFER;
        if (!hasBegun) {
            begin();
            hasBegun = true;
        }
    }

    private void begin() {
        int first = at(0) << 8 | at(1);
        boolean isWide = first == 0xFEFF || first == 0xFFFE || at(0) == 0 || at(1) == 0;
        if (bytes.remaining() > 1 && isWide) {
            throw new DataFileException(name, "line 1: the text is UTF-16 or UTF-32 and must be UTF-8");
        }
        if (first == 0xEFBB && at(2) == 0xBF) {
            bytes.position(3);
        }
    }

    private int at(int index) {
        return index < bytes.limit() ? Byte.toUnsignedInt(bytes.get(index)) : -1;
    }

    private void decode() {
        characters.clear();
        CoderResult result = decoder.decode(bytes, characters, hasEnded);
        characters.flip();
        for (int i = 0; i < characters.limit(); i++) {
            line += characters.get(i) == '\n' ? 1 : 0;
        }
        if (result.isError()) {
            throw new DataFileException(
                    name, String.format("line %d: the byte %02X is no UTF-8", line, bytes.get(bytes.position())));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
