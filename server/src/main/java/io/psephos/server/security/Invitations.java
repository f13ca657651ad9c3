package io.psephos.server.security;

import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Sha256;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.IdentityStore.EnrolmentToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The creation, listing and revocation of enrolment tokens. Calls block. */
public final class Invitations {
    private final IdentityStore store;
    private final RandomText random;
    private final Clock clock;

    public Invitations(IdentityStore store, RandomText random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
    }

    /** A token that was just made; its text is shown this once. */
    public record Issued(String text, EnrolmentToken token) {}

    /** @param name the name that its client will have, if it fixes one */
    public Issued issue(int uses, Duration life, String group, @Nullable String name, String actor) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String text = random.secret("pse-");
        EnrolmentToken token =
                new EnrolmentToken(random.id("t-"), Sha256.of(text), uses, 0, now, now.plus(life), group, name, false);
        if (!store.addToken(token, actor)) {
            throw RefusedException.of(ProblemCode.NAME_IN_USE, "a living client has the name", name);
        }
        return new Issued(text, token);
    }

    /** Returns every token, oldest first. */
    public List<EnrolmentToken> list() {
        return store.tokens();
    }

    public void revoke(String id, String actor) {
        if (!store.revokeToken(id, actor, clock.instant())) {
            throw RefusedException.of(ProblemCode.NOT_FOUND, "there is no such enrolment token");
        }
    }
}
