package io.psephos.client;

/** A listener that counts progress and passes it on to the app's listener. */
final class ParticipationTotals implements ProgressListener {
    private static final System.Logger LOG = System.getLogger(PsephosClient.class.getName());

    private final ProgressListener listener;
    private long rounds;
    private long accepted;
    private long refused;
    private long declined;
    private long bytesUp;
    private long bytesDown;

    ParticipationTotals(ProgressListener listener) {
        this.listener = listener;
    }

    @Override
    public void on(Progress progress) {
        count(progress);
        try {
            listener.on(progress);
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.WARNING, "progress listener failed", e);
        }
    }

    Participation participation() {
        return new Participation(rounds, accepted, refused, declined, bytesUp, bytesDown);
    }

    private void count(Progress progress) {
        if (progress instanceof Progress.OfferTaken) {
            rounds++;
        } else if (progress instanceof Progress.ModelFetched model) {
            bytesDown += model.bytesDown();
        } else if (progress instanceof Progress.UpdateSent sent) {
            accepted++;
            bytesUp += sent.bytesUp();
        } else if (progress instanceof Progress.Refused refusal) {
            refused++;
            bytesUp += refusal.bytesUp();
        } else if (progress instanceof Progress.Declined) {
            declined++;
        }
    }
}
