package broken.server.http.device;

/** Sees what operators call. */
public class Poll {
    broken.server.http.operator.Lever lever = new broken.server.http.operator.Lever();
}
