package io.psephos.server.http.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The networks that calls come from: an IPv4 address, or the part of an IPv6 address whose owner controls the rest. */
public final class Networks {
    private static final int NETWORK_BYTES = 8;

    private Networks() {}

    /** Returns the caller's network; empty where the connection has no address. */
    public static Optional<String> of(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null
                ? Optional.empty()
                : Optional.ofNullable(remote.getAddress()).map(Networks::of);
    }

    private static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES)
                : address.getHostAddress();
    }
}
