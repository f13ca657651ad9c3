package io.psephos.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of connections, and of what those may send who have not shown a valid token.
 *
 * @param most at once; lowered to what the open files of the process allow
 * @param perAddress of them from one IPv4 address or IPv6 network
 * @param strangers of them without a valid token so far
 * @param strangersPerAddress of those from one address
 * @param leastRate bytes a second of a body, and of an answer that is being read
 * @param strangerBody largest body of a call that needs no token
 * @param strangerBytes bytes of all such bodies that are read at once
 * @param strangerBytesPerAddress of those from one address
 */
public record ConnectionProperties(
        @DefaultValue("10000") int most,
        @DefaultValue("5000") int perAddress,
        @DefaultValue("1000") int strangers,
        @DefaultValue("250") int strangersPerAddress,
        @DefaultValue("1KB") DataSize leastRate,
        @DefaultValue("8KB") DataSize strangerBody,
        @DefaultValue("16MB") DataSize strangerBytes,
        @DefaultValue("1MB") DataSize strangerBytesPerAddress) {
    private static final long MOST_BODY = DataSize.ofMegabytes(1).toBytes();

    /** @throws IllegalArgumentException where nobody would be let in, or strangers leave no room for others */
    public ConnectionProperties {
        requirePositive("most", most);
        requirePositive("per-address", perAddress);
        requirePositive("strangers", strangers);
        requirePositive("strangers-per-address", strangersPerAddress);
        if (strangers >= most) {
            throw new IllegalArgumentException(
                    "connections.strangers must be below connections.most, which is " + most + ", was " + strangers);
        }
        requirePositive("least-rate", leastRate.toBytes());
        if (strangerBody.toBytes() < 1 || strangerBody.toBytes() > MOST_BODY) {
            throw new IllegalArgumentException("connections.stranger-body must be 1B to 1MB, was " + strangerBody);
        }
        requireRoom("stranger-bytes", strangerBytes, strangerBody);
        requireRoom("stranger-bytes-per-address", strangerBytesPerAddress, strangerBody);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("connections." + name + " must be above 0, was " + value);
        }
    }

    private static void requireRoom(String name, DataSize all, DataSize one) {
        if (all.compareTo(one) < 0) {
            throw new IllegalArgumentException("connections." + name
                    + " must have room for one connections.stranger-body, which is " + one + ", was " + all);
        }
    }
}
