package broken.server.config;

/** What flows inward by value only. */
public class Settings {}
