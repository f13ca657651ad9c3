package broken.hosting;

/** Breaks the table of modules. */
class SeesTheServer {
    broken.server.Door door = new broken.server.Door();
}
