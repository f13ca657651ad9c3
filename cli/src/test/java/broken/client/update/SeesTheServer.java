package broken.client.update;

/** Breaks the table of rooms: an update is made without a server. */
class SeesTheServer {
    broken.server.Door door = new broken.server.Door();
}
