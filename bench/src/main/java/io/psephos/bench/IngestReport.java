package io.psephos.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The cost of keeping the accepted updates of a round in the embedded database, by number and size of frames. */
record IngestReport(List<Row> rows) {

    /**
     * One round.
     *
     * @param accept seconds for all commits, an update each
     * @param floor seconds for writing the same bytes to a file and forcing them after each
     * @param publish seconds for the commit that publishes a model and state of a frame's size
     * @param restart seconds for opening the database and reading all updates of the open round
     * @param written bytes by the system calls of accepting and publishing; below 0 where the system does not tell
     * @param open bytes of the files before the round ended
     * @param ended bytes of the files after it ended
     */
    record Row(
            int frames,
            int frameBytes,
            double accept,
            double floor,
            double publish,
            double restart,
            long written,
            long open,
            long ended) {

        private double total() {
            return (double) frames * frameBytes;
        }

        private String table() {
            return String.format(
                    Locale.ROOT,
                    "%6d x %9d%10.0f%10.2f%10.2f%10.2f%10.2f%12s%10.2f%12.2f%n",
                    frames,
                    frameBytes,
                    frames / accept,
                    total() / accept / 1e6,
                    accept / floor,
                    publish,
                    restart,
                    written < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", written / total()),
                    open / total(),
                    ended / 1e6);
        }

        private String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"frames\":%d,\"frameBytes\":%d,\"updatesPerSecond\":%.1f,\"acceptOverFloor\":%.2f,"
                            + "\"publishSeconds\":%.3f,\"restartSeconds\":%.3f,\"writtenOverFrames\":%s,"
                            + "\"openFileOverFrames\":%.3f,\"endedFileBytes\":%d}",
                    frames,
                    frameBytes,
                    frames / accept,
                    accept / floor,
                    publish,
                    restart,
                    written < 0 ? "null" : String.format(Locale.ROOT, "%.3f", written / total()),
                    open / total(),
                    ended);
        }
    }

    String table() {
        return String.format(
                        "%18s%10s%10s%10s%10s%10s%12s%10s%12s%n",
                        "frames x bytes",
                        "a second",
                        "MB/s",
                        "of floor",
                        "publish s",
                        "restart s",
                        "written",
                        "on disk",
                        "after MB")
                + rows.stream().map(Row::table).collect(Collectors.joining())
                + "of floor: seconds over those of writing and forcing the same bytes; written, on disk: bytes over those"
                + " of the frames"
                + System.lineSeparator();
    }

    String json() {
        return rows.stream().map(Row::json).collect(Collectors.joining(",", "{\"rounds\":[", "]}"));
    }
}
