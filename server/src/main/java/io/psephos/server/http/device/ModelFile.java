package io.psephos.server.http.device;

import io.psephos.protocol.Sha256;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

/** A safetensors file of a model version, its parameters or an artefact beside them, with what headers say of it. */
final class ModelFile {
    private final long version;
    private final byte[] bytes;
    private final byte[] sha256;

    ModelFile(long version, byte[] bytes) {
        this.version = version;
        this.bytes = bytes;
        this.sha256 = sha256(bytes, 0, bytes.length);
    }

    long version() {
        return version;
    }

    byte[] bytes() {
        return bytes;
    }

    String etag() {
        return '"' + HexFormat.of().formatHex(sha256, 0, 16) + '"';
    }

    /** The whole file's digest as RFC 9530 writes it. */
    String digest() {
        return field(sha256);
    }

    /** The digest of a part. */
    String digest(int from, int length) {
        return field(sha256(bytes, from, length));
    }

    private static String field(byte[] digest) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
    }

    private static byte[] sha256(byte[] bytes, int from, int length) {
        MessageDigest sha = Sha256.start();
        sha.update(bytes, from, length);
        return sha.digest();
    }
}
