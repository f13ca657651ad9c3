package broken.simulation;

/** Breaks the rule that all who upload go through one pipeline. */
class MakesUpdates {
    broken.compression.Compressor compressor = new broken.compression.Compressor();
}
