package broken.compression.bits;

/** What only codecs may use. */
public class Packing {}
