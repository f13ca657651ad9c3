package io.psephos.server.security;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** A client's Ed25519 public key (RFC 8032), a point of the curve that is not of small order. */
final class Ed25519Key {
    static final int BYTES = 32;

    private static final String ALGORITHM = "Ed25519";
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    /** The y of every point whose order divides 8: signatures under such keys prove nothing. */
    private static final Set<BigInteger> SMALL_ORDER = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            P.subtract(BigInteger.ONE),
            new BigInteger("2707385501144840649318225287225658788936804267575313519463743609750303402022"),
            new BigInteger("55188659117513257062467267217118295137698188065244968500265048394206261417927"));

    private final PublicKey key;

    private Ed25519Key(PublicKey key) {
        this.key = key;
    }

    /** Decodes 32 bytes from base64url without padding; empty for other text. */
    static Optional<byte[]> bytes(String text) {
        try {
            byte[] raw = Base64.getUrlDecoder().decode(text);
            boolean canonical =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(raw).equals(text);
            return canonical && raw.length == BYTES ? Optional.of(raw) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the key of these 32 bytes; empty where they are no valid key. */
    static Optional<Ed25519Key> of(byte[] raw) {
        BigInteger y = y(raw);
        if (y.compareTo(P) >= 0 || SMALL_ORDER.contains(y)) {
            return Optional.empty();
        }
        try {
            EdECPoint point = new EdECPoint(raw[BYTES - 1] < 0, y);
            PublicKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
            Signature.getInstance(ALGORITHM).initVerify(key);
            return Optional.of(new Ed25519Key(key));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Whether this key's owner signed the message. */
    boolean signed(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was good is not any more", e);
        }
    }

    private static BigInteger y(byte[] raw) {
        byte[] bigEndian = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bigEndian[i] = raw[BYTES - 1 - i];
        }
        bigEndian[0] &= 0x7F;
        return new BigInteger(1, bigEndian);
    }
}
