package broken.server.http.wire;

/** Sees whose calls pass it. */
class Cable {
    broken.server.http.device.Poll poll = new broken.server.http.device.Poll();
}
