package io.psephos.server.http.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where a connection comes from: an IPv4 address, or an IPv6 network, whose owner controls all addresses in it. */
public record Origin(String address) {
    private static final int NETWORK_BYTES = 8;
    private static final Origin UNKNOWN = new Origin("");

    public static Origin of(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress internet && internet.getAddress() != null
                ? new Origin(text(internet.getAddress()))
                : UNKNOWN;
    }

    private static String text(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES)
                : address.getHostAddress();
    }
}
