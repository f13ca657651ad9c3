package broken.compression;

/** What makes updates small. */
public class Compressor {}
