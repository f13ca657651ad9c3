package broken.server.http;

/** Reads settings, and is no controller. */
class PlainController {
    broken.server.config.Settings settings = new broken.server.config.Settings();
}
