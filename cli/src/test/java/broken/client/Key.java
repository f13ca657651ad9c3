package broken.client;

/** What the server may not see; it sees the server's door through its neighbour: a cycle. */
public class Key {}
