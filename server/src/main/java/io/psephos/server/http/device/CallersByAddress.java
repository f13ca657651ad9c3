package io.psephos.server.http.device;

import io.psephos.server.security.RateLimit;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The rate limit of calls without a token, per IPv4 address or IPv6 network. */
public final class CallersByAddress {
    /** Bytes of an IPv6 address that identify a network, whose owner controls all addresses in it. */
    private static final int NETWORK_BYTES = 8;

    private final RateLimit limit;

    public CallersByAddress(RateLimit limit) {
        this.limit = limit;
    }

    void take(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        if (remote != null && remote.getAddress() != null) {
            limit.take(place(remote.getAddress()));
        }
    }

    private static String place(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES)
                : address.getHostAddress();
    }
}
