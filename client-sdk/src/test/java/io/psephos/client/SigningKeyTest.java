package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
    /** RFC 8032 §7.1, test 1, in the encodings of RFC 8410. */
    private static final String SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SIGNATURE = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555f"
            + "b8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    @Test
    void signsAsTheRfcDoes() throws Exception {
        SigningKey key = SigningKey.fromPem(pem(SEED, PUBLIC));

        assertThat(HexFormat.of().formatHex(key.raw())).isEqualTo(PUBLIC);
        assertThat(HexFormat.of().formatHex(key.sign(new byte[0]))).isEqualTo(SIGNATURE);
        assertThat(key.toPem()).isEqualTo(pem(SEED, PUBLIC));
    }

    @Test
    void comesBackFromItsFile() {
        SigningKey key = SigningKey.generate();
        byte[] message = "vote".getBytes(StandardCharsets.UTF_8);

        assertThat(SigningKey.fromPem(key.toPem()).sign(message)).isEqualTo(key.sign(message));
        assertThat(SigningKey.generate().raw()).isNotEqualTo(key.raw());
    }

    @Test
    void refusesFilesThatAreNoKey() throws Exception {
        String other = HexFormat.of().formatHex(SigningKey.generate().raw());

        assertThatThrownBy(() -> SigningKey.fromPem("")).isInstanceOf(PsephosClientException.class);
        assertThatThrownBy(() -> SigningKey.fromPem(pem(SEED, PUBLIC).replace("MC4", "AAAA")))
                .isInstanceOf(PsephosClientException.class);
        assertThatThrownBy(() -> SigningKey.fromPem(pem(SEED, other)))
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("do not belong together");
    }

    private static String pem(String seed, String publicKey) throws Exception {
        KeyFactory keys = KeyFactory.getInstance("Ed25519");
        byte[] pkcs8 = keys.generatePrivate(
                        new PKCS8EncodedKeySpec(HexFormat.of().parseHex("302e020100300506032b657004220420" + seed)))
                .getEncoded();
        byte[] x509 = keys.generatePublic(
                        new X509EncodedKeySpec(HexFormat.of().parseHex("302a300506032b6570032100" + publicKey)))
                .getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        return "-----BEGIN PRIVATE KEY-----\n" + base64.encodeToString(pkcs8) + "\n-----END PRIVATE KEY-----\n"
                + "-----BEGIN PUBLIC KEY-----\n" + base64.encodeToString(x509) + "\n-----END PUBLIC KEY-----\n";
    }
}
