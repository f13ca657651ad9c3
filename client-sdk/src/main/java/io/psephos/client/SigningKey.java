package io.psephos.client;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client's Ed25519 key pair. */
final class SigningKey {
    private static final String ALGORITHM = "Ed25519";
    private static final int RAW_BYTES = 32;
    private static final Pattern PEM = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----\\s*"
            + "-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----\\s*");

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /** Reads the key that {@link #toPem} wrote. */
    static SigningKey fromPem(String pem) {
        Matcher parts = PEM.matcher(pem);
        if (!parts.matches()) {
            throw new PsephosClientException("the key file holds no private and public key in PEM");
        }
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            SigningKey key = new SigningKey(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(decoded(parts.group(1)))),
                    keys.generatePublic(new X509EncodedKeySpec(decoded(parts.group(2)))));
            key.checkPair();
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new PsephosClientException("the key file holds no Ed25519 key", e);
        }
    }

    /** Writes both halves, since the platform cannot derive the public one from the private one. */
    String toPem() {
        return pem("PRIVATE KEY", privateKey.getEncoded()) + pem("PUBLIC KEY", publicKey.getEncoded());
    }

    /** Returns the raw public key: the last 32 bytes of its X.509 encoding. */
    byte[] raw() {
        byte[] encoded = publicKey.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - RAW_BYTES, encoded.length);
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs anything", e);
        }
    }

    private void checkPair() throws GeneralSecurityException {
        byte[] message = raw();
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initVerify(publicKey);
        signature.update(message);
        if (!signature.verify(sign(message))) {
            throw new PsephosClientException("the halves of the key file do not belong together");
        }
    }

    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
