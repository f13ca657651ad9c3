package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of key rotation, capabilities and leaving. */
class IdentityTest extends ClientFixture {

    @BeforeEach
    void enrol() {
        server.endJob();
        takePart(client(), HALVING);
    }

    @Test
    void rotatesItsKey() {
        String old = keyOnDisk();

        rotateKey();

        assertThat(keyOnDisk()).isNotEqualTo(old).isEqualTo(server.identities.keyOf("c-1"));
        assertThat(next()).doesNotExist();
        takePart(client(), HALVING);
        assertThat(server.calls("enrollments")).isEqualTo(1);
    }

    @Test
    void theNewKeyIsOnDiskBeforeTheServerHearsOfIt() {
        server.whenCalled("keys", () -> {
            assertThat(raw(next())).isNotEqualTo(keyOnDisk());
            assertThat(permissions(next())).isEqualTo("rw-------");
        });

        rotateKey();

        assertThat(server.calls("keys")).isEqualTo(1);
    }

    @Test
    void aRotationWhoseAnswerIsLostHasHappened() {
        server.fail("keys", new Fault.LostAnswer());

        rotateKey();

        assertThat(keyOnDisk()).isEqualTo(server.identities.keyOf("c-1"));
        assertThat(next()).doesNotExist();
    }

    @Test
    void aCrashBeforeTheCallIsMadeGoodByTheNextProcess() throws IOException {
        SigningKey key = SigningKey.generate();
        store(next(), key);

        takePart(client(), HALVING);

        assertThat(server.identities.keyOf("c-1")).isEqualTo(Jws.base64url(key.raw()));
        assertThat(keyOnDisk()).isEqualTo(Jws.base64url(key.raw()));
        assertThat(next()).doesNotExist();
    }

    @Test
    void aCrashAfterTheCallIsMadeGoodByTheNextProcess() throws IOException {
        byte[] old = Files.readAllBytes(current());
        rotateKey();
        Files.move(current(), next());
        Files.write(current(), old);
        Files.setPosixFilePermissions(current(), PosixFilePermissions.fromString("rw-------"));

        takePart(client(), HALVING);

        assertThat(keyOnDisk()).isEqualTo(server.identities.keyOf("c-1"));
        assertThat(next()).doesNotExist();
        assertThat(server.calls("keys")).isEqualTo(1);
    }

    @Test
    void aRefusedRotationLeavesTheOldKey() {
        String old = keyOnDisk();
        server.fail("keys", Fault.problem(409, "key-in-use"));

        assertThatThrownBy(this::rotateKey)
                .isInstanceOfSatisfying(
                        PsephosClientException.class, e -> assertThat(e.code()).contains("key-in-use"));

        assertThat(keyOnDisk()).isEqualTo(old).isEqualTo(server.identities.keyOf("c-1"));
        assertThat(next()).doesNotExist();
        takePart(client(), HALVING);
    }

    @Test
    void aServerThatKnowsNeitherKeyEndsIt() throws IOException {
        store(next(), SigningKey.generate());
        server.identities.forgetClients();

        assertThatThrownBy(() -> takePart(client(), HALVING))
                .isInstanceOfSatisfying(
                        PsephosClientException.class, e -> assertThat(e.code()).contains("invalid-client"));
        assertThat(next()).exists();
    }

    @Test
    @SuppressWarnings("try")
    void doesOneThingAtATime() {
        PsephosClient[] self = new PsephosClient[1];
        self[0] = client().listener(progress -> {
                    assertThatThrownBy(self[0]::rotateKey).isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(self[0]::leave).isInstanceOf(IllegalStateException.class);
                    witness.on(progress);
                })
                .build();

        self[0].takePart(HALVING);

        assertThat(witness.all(Progress.Ended.class)).hasSize(2);
    }

    @Test
    void hasNoKeyToRotateBeforeItIsEnrolled() {
        try (PsephosClient stranger =
                client().dataDirectory(data.resolve("stranger")).build()) {
            assertThatThrownBy(stranger::rotateKey)
                    .isInstanceOf(PsephosClientException.class)
                    .hasMessageContaining("not enrolled");
        }
    }

    @Test
    void anAnswerWithoutABodyProvesNoRotation() {
        String old = keyOnDisk();
        server.fail("keys", Fault.foreign(204, "", ""));

        assertThatThrownBy(this::rotateKey)
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("does not know the new key");

        assertThat(keyOnDisk()).isEqualTo(old).isEqualTo(server.identities.keyOf("c-1"));
        takePart(client(), HALVING);
        assertThat(keyOnDisk()).isNotEqualTo(old).isEqualTo(server.identities.keyOf("c-1"));
    }

    @Test
    void anAnswerWithoutABodyProvesNoLeave() {
        server.fail("leave", Fault.foreign(204, "", ""));

        assertThatThrownBy(this::leave)
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("still knows this client");

        assertThat(current()).exists();
        leave();
        assertThat(current()).doesNotExist();
    }

    @Test
    void leavesNothingBehind() throws IOException {
        leave();

        assertThat(server.identities.keyOf("c-1")).isNull();
        try (Stream<Path> files = Files.walk(data.resolve("client"))) {
            assertThat(files.filter(Files::isRegularFile).map(Path::getFileName))
                    .containsExactly(Path.of("client.lock"));
        }
        takePart(client(), HALVING);
        assertThat(server.calls("enrollments")).isEqualTo(2);
    }

    @Test
    void hasLeftThoughTheAnswerIsLost() {
        server.fail("leave", new Fault.LostAnswer());

        leave();

        assertThat(current()).doesNotExist();
    }

    @Test
    void staysWhereTheServerWillNotLetItGo() {
        server.fail("leave", Fault.problem(403, "forbidden"));

        assertThatThrownBy(this::leave).isInstanceOf(PsephosClientException.class);

        assertThat(current()).exists();
    }

    @Test
    void saysWhatItCanDoWhereThatHasChanged() {
        assertThat(server.calls("capabilities")).isZero();

        takePart(client().codecs(List.of("sign")).maxParameters(10), HALVING);
        takePart(client().codecs(List.of("sign")).maxParameters(10), HALVING);

        assertThat(server.calls("capabilities")).isEqualTo(1);
        assertThat(server.identities.capabilities.get("c-1")).isEqualTo("{\"codecs\":[\"sign\"],\"maxParameters\":10}");
    }

    /** Servers of before refuse members that they do not know. */
    @Test
    void saysWhichRegularizersItKnowsOnlyWhereTheyAreNotThoseThatAreAssumed() {
        takePart(client().regularizers(List.of("proximal")), HALVING);
        assertThat(server.calls("capabilities")).isZero();
        assertThat(server.identities.capabilities.get("c-1")).doesNotContain("regularizers");

        takePart(client().codecs(List.of("sign")).regularizers(List.of("x-mine", "proximal")), HALVING);
        takePart(client().codecs(List.of("sign")).regularizers(List.of("proximal", "x-mine")), HALVING);
        assertThat(server.calls("capabilities")).isEqualTo(1);
        assertThat(server.identities.capabilities.get("c-1"))
                .isEqualTo("{\"codecs\":[\"sign\"],\"regularizers\":[\"proximal\",\"x-mine\"]}");

        takePart(client().codecs(List.of("sign")).regularizers(List.of()), HALVING);
        assertThat(server.identities.capabilities.get("c-1")).isEqualTo("{\"codecs\":[\"sign\"],\"regularizers\":[]}");
    }

    @Test
    void saysItAgainUntilTheServerHasHeardIt() {
        server.fail("capabilities", Fault.problem(404, "not-found"));

        takePart(client().codecs(List.of("sign")), HALVING);
        takePart(client().codecs(List.of("sign")), HALVING);

        assertThat(server.calls("capabilities")).isEqualTo(2);
    }

    private void rotateKey() {
        try (PsephosClient client = client().build()) {
            client.rotateKey();
        }
    }

    private void leave() {
        try (PsephosClient client = client().build()) {
            client.leave();
        }
    }

    private Path current() {
        return data.resolve("client/client.key");
    }

    private Path next() {
        return data.resolve("client/client.key.next");
    }

    private String keyOnDisk() {
        return raw(current());
    }

    private static String raw(Path file) {
        try {
            return Jws.base64url(SigningKey.fromPem(Files.readString(file)).raw());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void store(Path file, SigningKey key) throws IOException {
        Files.write(file, key.toPem().getBytes(StandardCharsets.US_ASCII));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
