package io.psephos.server.security;

import java.util.Optional;

/** The authentication of callers by bearer tokens. Reads no more than the state of a file. */
public final class BearerTokens {
    private static final int MAX_LENGTH = 512;

    private final IssuedAccessTokens accessTokens;
    private final AdminToken admin;

    public BearerTokens(IssuedAccessTokens accessTokens, AdminToken admin) {
        this.accessTokens = accessTokens;
        this.admin = admin;
    }

    public Optional<Caller> caller(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Optional<Caller> device = accessTokens.verify(token).map(Caller.Device::new);
        return device.isEmpty() && admin.is(token) ? Optional.of(new Caller.Person(Role.ADMIN, "admin")) : device;
    }
}
