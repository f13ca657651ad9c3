package io.psephos.server.http.device;

import io.psephos.server.security.RateLimit;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** How often calls without a token may come from one place: an IPv4 address, or a network of IPv6. */
public final class CallersByAddress {
    /** Bytes of an IPv6 address that name a network; whoever has one has all addresses in it. */
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
