package broken.aggregation.stage;

/** Breaks the table of rooms: a stage needs no more than payloads and vectors. */
class SeesTheServer {
    broken.server.Door door = new broken.server.Door();
}
