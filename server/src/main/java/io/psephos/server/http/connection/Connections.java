package io.psephos.server.http.connection;

import io.netty.channel.Channel;
import io.psephos.server.http.connection.Losses.Cause;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections, bounded over all and per address. Those that have not shown a valid token are strangers and
 * have bounds of their own, below the others: where one too many comes, the stranger that has been there longest makes
 * room, so that silent ones shut nobody out.
 */
public final class Connections {
    private final Limits limits;
    private final Losses losses;
    private final Map<Channel, Open> open = new HashMap<>();
    private final Map<Origin, Place> places = new HashMap<>();
    private final Set<Open> strangers = new LinkedHashSet<>();

    public Connections(Limits limits, Losses losses) {
        this.limits = limits;
        this.losses = losses;
    }

    /**
     * How many connections there may be.
     *
     * @param most over all
     * @param perAddress from one address
     * @param strangers over all that have not shown a valid token
     * @param strangersPerAddress of those from one address
     */
    public record Limits(int most, int perAddress, int strangers, int strangersPerAddress) {}

    /** Takes in a new connection, for which another one may have to go, or closes it. */
    public void admit(Channel channel) {
        Channel leaving = enter(channel);
        if (leaving != null) {
            leaving.close();
        }
        channel.closeFuture().addListener(closed -> leave(channel));
    }

    /** Notes that a connection has shown a valid token. */
    public synchronized void known(Channel channel) {
        Open known = open.get(channel);
        if (known == null && channel.parent() != null) {
            known = open.get(channel.parent());
        }
        if (known != null && strangers.remove(known)) {
            known.place.strangers.remove(known);
        }
    }

    /** How many there are. */
    public synchronized int count() {
        return open.size();
    }

    /** Returns the connection that has to go, which may be the new one. */
    private synchronized @Nullable Channel enter(Channel channel) {
        Place place = places.computeIfAbsent(Origin.of(channel.remoteAddress()), origin -> new Place());
        Open fresh = new Open(channel, place);
        Open leaving = null;
        if (place.all >= limits.perAddress() || place.strangers.size() >= limits.strangersPerAddress()) {
            losses.count(Cause.TOO_MANY_OF_ADDRESS);
            leaving = eldest(place.strangers, fresh);
        } else if (open.size() >= limits.most() || strangers.size() >= limits.strangers()) {
            losses.count(Cause.TOO_MANY);
            leaving = eldest(strangers, fresh);
        }
        open.put(channel, fresh);
        strangers.add(fresh);
        place.strangers.add(fresh);
        place.all++;
        if (leaving == null) {
            return null;
        }
        remove(leaving);
        return leaving.channel;
    }

    private synchronized void leave(Channel channel) {
        Open left = open.get(channel);
        if (left != null) {
            remove(left);
        }
        places.values().removeIf(place -> place.all == 0);
    }

    private void remove(Open gone) {
        open.remove(gone.channel);
        strangers.remove(gone);
        gone.place.strangers.remove(gone);
        gone.place.all--;
    }

    private static Open eldest(Set<Open> strangers, Open otherwise) {
        Iterator<Open> byAge = strangers.iterator();
        return byAge.hasNext() ? byAge.next() : otherwise;
    }

    private static final class Place {
        private final Set<Open> strangers = new LinkedHashSet<>();
        private int all;
    }

    /** One connection; equal to none but itself. */
    private static final class Open {
        private final Channel channel;
        private final Place place;

        Open(Channel channel, Place place) {
            this.channel = channel;
            this.place = place;
        }
    }
}
