package broken.server;

/** Breaks the table of modules. */
class SeesTheClient {
    broken.client.Key key = new broken.client.Key();
}
