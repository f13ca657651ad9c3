package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Signs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.frame.FrameHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes of docs/first-client.md are those that this SDK sends. */
class FirstClientPageTest {
    private static final Pattern FRAME_LINE = Pattern.compile("(?m)^((?:[0-9a-f]{2} )+) +\\S.*$");

    /** RFC 8032 §7.1, test 1, in the encoding of RFC 8410. */
    private static final String PUBLIC =
            "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    private String page = "";

    @BeforeEach
    void reads() throws IOException {
        page = Files.readString(Path.of("..", "docs", "first-client.md"));
    }

    @Test
    void theKeyIsTheKnownOne() {
        assertThat(found("publicKey +(\\S+)\n")).isEqualTo(Jws.base64url(key().raw()));
    }

    @Test
    void theAssertionIsWhatTheSdkSigns() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", "c-1");
        claims.put("sub", "c-1");
        claims.put("aud", "http://localhost:8080");
        claims.put("exp", 1_795_349_040L);
        claims.put("jti", "n-1");
        String signed = Jws.sign("JWT", claims, key());

        String written = found("```text\n(eyJ[^`]+)```").replace("\n", "");

        assertThat(written).isEqualTo(signed);
        String[] parts = signed.split("\\.");
        assertThat(found("header +(\\{.*)\n")).isEqualTo(decoded(parts[0]));
        assertThat(found("claims +(\\{.*)\n")).isEqualTo(decoded(parts[1]));
        assertThat(found("two line breaks it is (\\d+) characters")).isEqualTo(Integer.toString(signed.length()));
    }

    @Test
    void theFrameIsWhatTheSdkSends() {
        byte[] sent = UpdateFrames.encode(new FrameHeader(1, 7, 3, 2), new Signs(3, new long[] {0b101}));

        StringBuilder written = new StringBuilder();
        FRAME_LINE
                .matcher(page)
                .results()
                .forEach(line -> written.append(line.group(1).replace(" ", "")));

        assertThat(written).hasToString(HexFormat.of().formatHex(sent));
        byte[] crc = HexFormat.of().parseHex(found("CRC-32C 0x([0-9a-f]{8}),"));
        assertThat(new byte[] {crc[3], crc[2], crc[1], crc[0]}).isEqualTo(java.util.Arrays.copyOfRange(sent, 40, 44));
        assertThat(UpdateFrames.decode(sent, UpdateFrames.expected(1, 7, 3, 2)).toDense())
                .containsExactly(1, -1, 1);
    }

    private SigningKey key() {
        String secret = found("(-----BEGIN PRIVATE KEY-----\n\\S+\n-----END PRIVATE KEY-----\n)");
        String open = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(PUBLIC));
        return SigningKey.fromPem(secret + "-----BEGIN PUBLIC KEY-----\n" + open + "\n-----END PUBLIC KEY-----\n");
    }

    private String found(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(page);
        assertThat(found.find()).as("the page has " + pattern).isTrue();
        return found.group(1);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), java.nio.charset.StandardCharsets.UTF_8);
    }
}
