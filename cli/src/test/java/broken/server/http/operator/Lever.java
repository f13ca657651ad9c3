package broken.server.http.operator;

/** Sees what devices call. */
public class Lever {
    broken.server.http.device.@org.jspecify.annotations.Nullable Poll poll;
}
