package io.psephos.server.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import io.psephos.server.http.connection.Losses.Cause;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** Tests of who has to go where there are too many connections. */
class ConnectionsTest {
    private final List<String> lines = new ArrayList<>();
    private final Losses losses = new Losses(new SimpleMeterRegistry(), Schedulers.parallel(), lines::add);

    @Test
    void silentOnesShutNobodyOut() {
        Connections connections = new Connections(new Connections.Limits(100, 100, 10, 4), losses);
        List<EmbeddedChannel> silent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            silent.add(admitted(connections, "10.0.0." + (1 + i % 5)));
        }
        EmbeddedChannel honest = admitted(connections, "10.9.9.9");
        connections.known(honest);
        for (int i = 0; i < 50; i++) {
            silent.add(admitted(connections, "10.0.0." + (1 + i % 5)));
        }

        assertThat(honest.isOpen()).isTrue();
        assertThat(silent.stream().filter(EmbeddedChannel::isOpen)).hasSize(10);
        assertThat(silent.subList(90, 100)).allMatch(EmbeddedChannel::isOpen);
        assertThat(connections.count()).isEqualTo(11);
        assertThat(losses.counted(Cause.TOO_MANY)).isEqualTo(90);
    }

    @Test
    void anAddressHasItsShareAndAnIpv6NetworkIsOne() {
        Connections connections = new Connections(new Connections.Limits(100, 6, 50, 3), losses);
        List<EmbeddedChannel> network = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            network.add(admitted(connections, "2001:db8:0:1::" + (i + 1)));
        }
        EmbeddedChannel other = admitted(connections, "2001:db8:0:2::1");

        assertThat(network.stream().map(EmbeddedChannel::isOpen)).containsExactly(false, false, true, true, true);
        assertThat(other.isOpen()).isTrue();
        network.subList(2, 5).forEach(connections::known);
        for (int i = 0; i < 10; i++) {
            admitted(connections, "2001:db8:0:1::9");
        }
        assertThat(network.subList(2, 5)).allMatch(EmbeddedChannel::isOpen);
        assertThat(connections.count()).isEqualTo(7);
    }

    @Test
    void whereAllAreKnownTheNewOneIsTurnedAway() {
        Connections connections = new Connections(new Connections.Limits(3, 3, 2, 2), losses);
        for (int i = 0; i < 3; i++) {
            connections.known(admitted(connections, "10.0.0." + i));
        }
        assertThat(admitted(connections, "10.0.0.7").isOpen()).isFalse();
        assertThat(connections.count()).isEqualTo(3);
    }

    @Test
    void whoLeavesMakesRoom() {
        Connections connections = new Connections(new Connections.Limits(3, 3, 2, 2), losses);
        for (int i = 0; i < 100; i++) {
            EmbeddedChannel channel = admitted(connections, "10.0.0.1");
            assertThat(channel.isOpen()).isTrue();
            channel.close();
        }
        assertThat(connections.count()).isZero();
        assertThat(losses.counted(Cause.TOO_MANY)).isZero();
    }

    @Test
    void lossesAreOneLineHoweverMany() {
        for (int i = 0; i < 1000; i++) {
            losses.count(Cause.BROKEN_OFF);
        }
        losses.count(Cause.SLOW_READER);
        losses.close();
        losses.close();

        assertThat(lines)
                .containsExactly("connections: 1 answers were read too slowly, 1000 calls were broken off by their"
                        + " clients");
    }

    private static EmbeddedChannel admitted(Connections connections, String address) {
        SocketAddress remote = new InetSocketAddress(byName(address), 1);
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return remote;
            }
        };
        connections.admit(channel);
        return channel;
    }

    private static InetAddress byName(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
