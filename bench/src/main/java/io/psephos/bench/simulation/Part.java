package io.psephos.bench.simulation;

import java.util.Locale;

/** The parts of a simulation that processor time goes to. */
public enum Part {
    /** Local training of clients. */
    TRAIN,
    /** The rest of a client's work until its frame stands: copies, difference, codec, frame. */
    ENCODE,
    /** Offers, with the models that clients begin with, and what they would download. */
    OFFER,
    /** Uploads until they are judged: checksum, digest, decoding. */
    EXAMINE,
    /** Sums of accepted updates, and the aggregate. */
    FOLD,
    /** Whatever the journal does. */
    JOURNAL,
    /** From the aggregate to the next version. */
    PUBLISH,
    /** Evaluation of versions. */
    EVALUATE,
    /** The rest of the commands of the job's writer, such as judging updates and opening rounds. */
    JUDGE,
    /** The rest of the thread that runs the rounds, such as drawing cohorts. */
    LOOP,
    /** The JVM's compilers; together with {@link #COLLECT} only where the system tells of them. */
    COMPILE,
    /** The garbage collector. */
    COLLECT;

    /** Returns the name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
