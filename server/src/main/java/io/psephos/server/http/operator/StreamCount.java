package io.psephos.server.http.operator;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.HashMap;
import java.util.Map;

/** The number of open event streams, bounded over all and for each network. For any thread. */
final class StreamCount {
    private final int most;
    private final int mostPerNetwork;
    private final Map<String, Integer> byNetwork = new HashMap<>();
    private int open;

    StreamCount(int most, int mostPerNetwork) {
        this.most = most;
        this.mostPerNetwork = mostPerNetwork;
    }

    /** @throws RefusedException where too many are open */
    synchronized String enter(String network) {
        int here = byNetwork.getOrDefault(network, 0);
        if (open >= most || here >= mostPerNetwork) {
            String where = here >= mostPerNetwork ? " from this address" : "";
            throw RefusedException.of(
                            ProblemCode.RATE_LIMITED, "too many event streams are open" + where + "; close some")
                    .withHeader("Retry-After", "10");
        }
        byNetwork.put(network, here + 1);
        open++;
        return network;
    }

    synchronized void leave(String network) {
        byNetwork.computeIfPresent(network, (same, here) -> here == 1 ? null : Integer.valueOf(here - 1));
        open--;
    }

    synchronized int open() {
        return open;
    }
}
