package io.psephos.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.ClientId;
import io.psephos.server.security.Capabilities;
import io.psephos.server.security.ClientState;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.IdentityStore.Enrolled;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import io.psephos.server.security.IdentityStore.EnrolmentToken;
import io.psephos.server.security.IdentityStore.Jti;
import io.psephos.server.security.IdentityStore.ListedClient;
import io.psephos.server.security.IdentityStore.Moved;
import io.psephos.server.security.IdentityStore.Rotated;
import io.psephos.server.security.IdentityStore.Rotation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of identity stores, whatever the database. */
abstract class IdentityStoreContract {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);
    private static final int RACERS = 8;

    private Storage storage;
    private IdentityStore store;

    /** The storage, empty at first; called again in the same test after closing, the same one. */
    abstract Storage storage();

    @BeforeEach
    void open() {
        storage = storage();
        store = storage.identities();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void tokensAreListedOldestFirstAndFoundByHash() {
        EnrolmentToken first = token("t1", 3, null);
        EnrolmentToken second = token("t0", 1, "edge-7");
        assertThat(store.addToken(first, "admin")).isTrue();
        assertThat(store.addToken(second, "admin")).isTrue();

        assertThat(store.tokens()).usingRecursiveFieldByFieldElementComparator().containsExactly(first, second);
        assertThat(store.tokenByHash(second.sha256()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(second);
        assertThat(store.tokenByHash(hash("unknown"))).isEmpty();
    }

    @Test
    void anEnrolmentUsesTheTokenAndSurvivesARestart() {
        EnrolmentToken token = added(token("t", 2, null));
        EnrolledClient client = client(1, token);

        assertThat(store.enrol(token.sha256(), client, NOW)).isInstanceOf(Enrolled.Done.class);
        storage.close();
        open();

        assertThat(store.tokens().get(0).used()).isEqualTo(1);
        assertThat(store.client(client.id()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(client);
        assertThat(store.clientByKey(client.publicKey()).orElseThrow().id()).isEqualTo(client.id());
        assertThat(store.living()).hasSize(1);
        assertThat(store.client(new ClientId("c-unknown"))).isEmpty();
    }

    @Test
    void capabilitiesAreKeptAsTheyWereStated() {
        EnrolmentToken token = added(token("t", 1, null));
        ClientId client = client(1, token).id();
        store.enrol(token.sha256(), client(1, token), NOW);

        for (List<String> regularizers : Arrays.asList(List.of("proximal", "x-mine"), List.<String>of(), null)) {
            Capabilities stated = new Capabilities(List.of("float32"), 7, regularizers);
            store.equip(client, stated);
            assertThat(store.client(client).orElseThrow().capabilities()).isEqualTo(stated);
        }
    }

    @Test
    void theSameKeyAndTokenComeAgainEvenWhenTheTokenIsUsedUp() {
        EnrolmentToken token = added(token("t", 1, null));
        store.enrol(token.sha256(), client(1, token), NOW);

        Enrolled again = store.enrol(token.sha256(), withKeyOf(client(1, token), "c-other"), NOW);

        assertThat(again).isInstanceOf(Enrolled.Before.class);
        assertThat(((Enrolled.Before) again).client().id()).isEqualTo(new ClientId("c-1"));
        assertThat(store.tokens().get(0).used()).isEqualTo(1);
        assertThat(store.living()).hasSize(1);
    }

    @Test
    void neitherAnExpiredNorARevokedTokenBringsAnybodyEvenAgain() {
        EnrolmentToken token = added(token("t", 5, null));
        store.enrol(token.sha256(), client(1, token), NOW);

        assertThat(store.enrol(token.sha256(), client(1, token), token.expiresAt()))
                .isEqualTo(new Enrolled.InvalidToken());
        assertThat(store.revokeToken("t", "admin", NOW)).isTrue();
        assertThat(store.enrol(token.sha256(), client(1, token), NOW)).isEqualTo(new Enrolled.InvalidToken());
        assertThat(store.enrol(token.sha256(), client(2, token), NOW)).isEqualTo(new Enrolled.InvalidToken());
        assertThat(store.living()).hasSize(1);
        assertThat(store.tokens().get(0).revoked()).isTrue();
    }

    @Test
    void unknownAndUsedUpTokensAreInvalid() {
        EnrolmentToken token = added(token("t", 1, null));
        store.enrol(token.sha256(), client(1, token), NOW);

        assertThat(store.enrol(token.sha256(), client(2, token), NOW)).isEqualTo(new Enrolled.InvalidToken());
        assertThat(store.enrol(hash("unknown"), client(2, token), NOW)).isEqualTo(new Enrolled.InvalidToken());
        assertThat(store.revokeToken("unknown", "admin", NOW)).isFalse();
    }

    @Test
    void aLivingClientsKeyIsInUseForOtherTokensAndATokenIsJudgedFirst() {
        EnrolmentToken first = added(token("t1", 1, null));
        EnrolmentToken second = added(token("t2", 1, null));
        EnrolmentToken third = added(token("t3", 1, null));
        store.enrol(first.sha256(), client(1, first), NOW);
        store.enrol(third.sha256(), client(3, third), NOW);

        assertThat(store.enrol(second.sha256(), withKeyOf(client(1, second), "c-2"), NOW))
                .isEqualTo(new Enrolled.KeyInUse());
        assertThat(store.enrol(third.sha256(), withKeyOf(client(1, third), "c-2"), NOW))
                .isEqualTo(new Enrolled.InvalidToken());
        assertThat(store.tokenByHash(second.sha256()).orElseThrow().used()).isZero();
    }

    @Test
    void aFixedNameBelongsToTheLivingClientThatCameFirst() {
        EnrolmentToken first = added(token("t1", 1, "edge-7"));
        EnrolmentToken second = added(token("t2", 1, "edge-7"));
        added(token("t3", 1, "edge-8"));

        assertThat(store.enrol(second.sha256(), client(2, second), NOW)).isInstanceOf(Enrolled.Done.class);

        assertThat(store.enrol(first.sha256(), client(1, first), NOW)).isEqualTo(new Enrolled.NameInUse());
        assertThat(store.addToken(token("t4", 1, "edge-7"), "admin")).isFalse();
        assertThat(store.tokens()).extracting(EnrolmentToken::id).containsExactly("t1", "t2", "t3");

        store.move(new ClientId("c-2"), ClientState.LEFT, "admin", NOW);
        assertThat(store.enrol(first.sha256(), client(1, first), NOW)).isInstanceOf(Enrolled.Done.class);
    }

    @Test
    void aFixedNameIsLookedAtAgainAtEnrolment() {
        EnrolmentToken named = added(token("t1", 1, "edge-7"));
        EnrolmentToken plain = added(token("t2", 1, null));
        store.enrol(named.sha256(), client(1, named), NOW);
        EnrolledClient impostor = client(2, named);

        assertThat(store.enrol(plain.sha256(), impostor, NOW)).isEqualTo(new Enrolled.NameInUse());
        assertThat(store.tokenByHash(plain.sha256()).orElseThrow().used()).isZero();
    }

    @Test
    void namesThatNoTokenFixedMayRepeat() {
        EnrolmentToken token = added(token("t", 2, null));

        assertThat(store.enrol(token.sha256(), client(1, token), NOW)).isInstanceOf(Enrolled.Done.class);
        assertThat(store.enrol(token.sha256(), client(2, token), NOW)).isInstanceOf(Enrolled.Done.class);
        assertThat(store.living()).extracting(EnrolledClient::name).containsExactly("phone", "phone");
    }

    @Test
    void aTokenIdStandsOnce() {
        added(token("t", 1, null));

        assertThatThrownBy(() -> store.addToken(token("t", 1, null), "admin")).isInstanceOf(JournalException.class);
    }

    @Test
    void anAssertionIsRememberedOnceAClientUntilItIsForgotten() {
        ClientId client = new ClientId("c-1");
        assertThat(store.rememberAssertion(client, new Jti("jti", LATER), NOW)).isTrue();
        assertThat(store.rememberAssertion(client, new Jti("jti", LATER), NOW)).isFalse();
        assertThat(store.rememberAssertion(client, new Jti("other", LATER), NOW))
                .isTrue();
        assertThat(store.rememberAssertion(new ClientId("c-2"), new Jti("jti", LATER), NOW))
                .isTrue();

        store.forgetAssertions(LATER);
        assertThat(store.rememberAssertion(client, new Jti("jti", LATER), NOW)).isFalse();
        store.forgetAssertions(LATER.plusMillis(1));
        assertThat(store.rememberAssertion(client, new Jti("jti", LATER), NOW)).isTrue();
    }

    @Test
    void aNewKeyTakesTheOldOnesPlaceOnceAndItsProofsAreRemembered() {
        EnrolmentToken token = added(token("t", 2, null));
        EnrolledClient client = client(1, token);
        store.enrol(token.sha256(), client, NOW);
        store.enrol(token.sha256(), client(2, token), NOW);
        byte[] next = hash("next");
        List<Jti> proofs = List.of(new Jti("a", LATER), new Jti("b", LATER));

        assertThat(store.rotate(new Rotation(client.id(), client.publicKey(), hash("key2"), proofs), NOW))
                .isEqualTo(Rotated.KEY_IN_USE);
        assertThat(store.rotate(new Rotation(client.id(), client.publicKey(), next, proofs), NOW))
                .isEqualTo(Rotated.DONE);
        assertThat(store.rotate(new Rotation(client.id(), client.publicKey(), next, proofs), NOW))
                .isEqualTo(Rotated.BEFORE);
        assertThat(store.rotate(new Rotation(client.id(), client.publicKey(), hash("more"), proofs), NOW))
                .isEqualTo(Rotated.OUTDATED);
        assertThat(store.rotate(new Rotation(client.id(), next, client.publicKey(), proofs), NOW))
                .isEqualTo(Rotated.REPLAYED);
        assertThat(store.rememberAssertion(client.id(), proofs.get(0), NOW)).isFalse();
        assertThat(store.client(client.id()).orElseThrow().keyNumber()).isEqualTo(2);
    }

    @Test
    void ofManyRotationsOfOneKeyOneWins() throws Exception {
        EnrolmentToken token = added(token("t", 1, null));
        EnrolledClient client = client(1, token);
        store.enrol(token.sha256(), client, NOW);

        List<Rotated> outcomes = race(racer -> () -> store.rotate(
                new Rotation(
                        client.id(), client.publicKey(), hash("next" + racer), List.of(new Jti("j" + racer, LATER))),
                NOW));

        assertThat(outcomes).containsOnlyOnce(Rotated.DONE);
        assertThat(outcomes).filteredOn(Rotated.OUTDATED::equals).hasSize(RACERS - 1);
    }

    @Test
    void whoLeftIsKeptWithoutWhatIsPersonal() {
        EnrolmentToken token = added(token("t1", 1, "edge-7"));
        EnrolledClient client = client(1, token);
        store.enrol(token.sha256(), client, NOW);

        assertThat(store.move(client.id(), ClientState.QUARANTINED, "admin", NOW))
                .isEqualTo(Moved.DONE);
        assertThat(store.move(client.id(), ClientState.QUARANTINED, "admin", NOW))
                .isEqualTo(Moved.BEFORE);
        assertThat(store.move(client.id(), ClientState.LEFT, "admin", NOW)).isEqualTo(Moved.DONE);
        assertThat(store.move(client.id(), ClientState.ACTIVE, "admin", NOW)).isEqualTo(Moved.UNKNOWN);
        assertThat(store.move(new ClientId("c-unknown"), ClientState.LEFT, "admin", NOW))
                .isEqualTo(Moved.UNKNOWN);

        assertThat(store.living()).isEmpty();
        assertThat(store.clients(0, 9))
                .extracting(ListedClient::id, ListedClient::state, ListedClient::name)
                .containsExactly(tuple(client.id(), ClientState.LEFT, null));
        EnrolmentToken second = added(token("t2", 1, "edge-7"));
        assertThat(store.enrol(second.sha256(), withKeyOf(client(1, second), "c-2"), NOW))
                .isInstanceOf(Enrolled.Done.class);
    }

    @Test
    void ofManyWithTheSameAssertionOneWins() throws Exception {
        for (int run = 0; run < 20; run++) {
            String jti = "jti-" + run;
            List<Boolean> outcomes =
                    race(racer -> () -> store.rememberAssertion(new ClientId("c-1"), new Jti(jti, LATER), NOW));

            assertThat(outcomes).containsOnlyOnce(true);
        }
    }

    @Test
    void ofManyWithASingleUseTokenOneWins() throws Exception {
        for (int run = 0; run < 20; run++) {
            EnrolmentToken token = added(token("t" + run, 1, null));
            int first = 1 + run * RACERS;
            List<Enrolled> outcomes =
                    race(racer -> () -> store.enrol(token.sha256(), client(first + racer, token), NOW));

            assertThat(outcomes).hasAtLeastOneElementOfType(Enrolled.Done.class);
            assertThat(outcomes)
                    .filteredOn(Enrolled.InvalidToken.class::isInstance)
                    .hasSize(RACERS - 1);
            assertThat(store.living()).hasSize(run + 1);
        }
    }

    @Test
    void ofManyWithTheSameKeyUnderDifferentTokensOneWins() throws Exception {
        for (int run = 0; run < 20; run++) {
            int key = run;
            List<EnrolmentToken> tokens = IntStream.range(0, RACERS)
                    .mapToObj(racer -> added(token("t-" + key + "-" + racer, 1, null)))
                    .toList();
            List<Enrolled> outcomes = race(racer -> () -> {
                EnrolmentToken token = tokens.get(racer);
                return store.enrol(token.sha256(), withKeyOf(client(key, token), "c-" + key + "-" + racer), NOW);
            });

            assertThat(outcomes).hasAtLeastOneElementOfType(Enrolled.Done.class);
            assertThat(outcomes).filteredOn(Enrolled.KeyInUse.class::isInstance).hasSize(RACERS - 1);
        }
    }

    @Test
    void ofManyEnrolmentsUnderOneNameOneWins() throws Exception {
        for (int run = 0; run < 20; run++) {
            String name = "edge-" + run;
            int first = 1 + run * RACERS;
            List<EnrolmentToken> tokens = IntStream.range(0, RACERS)
                    .mapToObj(racer -> added(token(name + "-" + racer, 1, name)))
                    .toList();
            List<Enrolled> outcomes = race(racer -> () -> {
                EnrolmentToken token = tokens.get(racer);
                return store.enrol(token.sha256(), client(first + racer, token), NOW);
            });

            assertThat(outcomes).hasAtLeastOneElementOfType(Enrolled.Done.class);
            assertThat(outcomes)
                    .filteredOn(Enrolled.NameInUse.class::isInstance)
                    .hasSize(RACERS - 1);
            assertThat(store.living()).hasSize(run + 1);
        }
    }

    private static <T> List<T> race(IntFunction<Callable<T>> racers) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
            List<Future<T>> running = IntStream.range(0, RACERS)
                    .mapToObj(racer -> threads.submit(() -> {
                        start.await();
                        return racers.apply(racer).call();
                    }))
                    .toList();
            start.countDown();
            List<T> outcomes = new java.util.ArrayList<>();
            for (Future<T> outcome : running) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        }
    }

    @Test
    void anotherAdminTokenThanBeforeIsALineOfTheAudit() {
        for (String token : List.of("one", "one", "two", "two", "one")) {
            store.rememberAdminToken(hash(token), NOW);
        }
        storage.close();
        open();
        store.rememberAdminToken(hash("one"), LATER);
        store.rememberAdminToken(hash("three"), LATER);

        assertThat(storage.records().audit(0, 10))
                .extracting(line -> line.actor() + " " + line.action() + " " + line.at())
                .containsExactly(
                        "admin admin-token-rotated " + NOW,
                        "admin admin-token-rotated " + NOW,
                        "admin admin-token-rotated " + LATER);
    }

    private EnrolmentToken added(EnrolmentToken token) {
        assertThat(store.addToken(token, "admin")).isTrue();
        return token;
    }

    private static EnrolmentToken token(String id, int uses, @Nullable String name) {
        return new EnrolmentToken(id, hash(id), uses, 0, NOW, LATER, "default", name, false);
    }

    private static EnrolledClient client(int number, EnrolmentToken token) {
        return new EnrolledClient(
                new ClientId("c-" + number),
                ClientState.ACTIVE,
                hash("key" + number),
                1,
                token.sha256(),
                token.group(),
                token.name() == null ? "phone" : token.name(),
                token.name() != null,
                new Capabilities(List.of("sign", "sto-sign"), 1L << 40, null),
                NOW,
                NOW);
    }

    private static EnrolledClient withKeyOf(EnrolledClient client, String id) {
        return new EnrolledClient(
                new ClientId(id),
                ClientState.ACTIVE,
                client.publicKey(),
                1,
                client.tokenSha256(),
                client.group(),
                client.name(),
                client.fixedName(),
                client.capabilities(),
                client.enrolledAt(),
                client.lastSeenAt());
    }

    private static byte[] hash(String text) {
        return Arrays.copyOf(text.getBytes(UTF_8), 32);
    }
}
