package io.psephos.client;

import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Text;
import io.psephos.protocol.model.Artefact;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is published beside the version that an offer names, each artefact fetched once a version. */
final class PublishedArtefacts {
    private final CoordinatorApi api;
    private @Nullable Remembered last;
    private long bytesDown;

    PublishedArtefacts(CoordinatorApi api) {
        this.api = api;
    }

    /**
     * The artefacts by name.
     *
     * @throws UnavailableException when the server does not have one of them, its digest differs, or it is no artefact
     */
    Fetched of(Offer offer) throws UnavailableException {
        Map<String, String> links = offer.links().artefacts();
        if (links == null || links.isEmpty()) {
            return new Fetched(Map.of(), 0);
        }
        Remembered known = last;
        if (known != null && known.isOf(offer, links)) {
            return new Fetched(known.artefacts, 0);
        }
        bytesDown = 0;
        Map<String, Artefact> fetched = new HashMap<>();
        for (Map.Entry<String, String> link : links.entrySet()) {
            fetched.put(link.getKey(), fetch(offer, Text.printable(link.getKey()), link.getValue()));
        }
        last = new Remembered(offer.job(), offer.modelVersion(), links, Map.copyOf(fetched));
        return new Fetched(last.artefacts, bytesDown);
    }

    private Artefact fetch(Offer offer, String name, String link) throws UnavailableException {
        Download<Artefact> file =
                api.download("artefact '" + name + "'", () -> api.artefact(offer, link), Artefact::read);
        bytesDown += file.bytesDown();
        return file.content();
    }

    /**
     * What an offer's links led to.
     *
     * @param bytesDown downloaded for it; 0 where all was at hand
     */
    record Fetched(Map<String, Artefact> artefacts, long bytesDown) {}

    private record Remembered(JobId job, long version, Map<String, String> links, Map<String, Artefact> artefacts) {

        boolean isOf(Offer offer, Map<String, String> offered) {
            return job.equals(offer.job()) && version == offer.modelVersion() && links.equals(offered);
        }
    }
}
