package broken.server;

/** What nobody below may see. */
public class Door {}
