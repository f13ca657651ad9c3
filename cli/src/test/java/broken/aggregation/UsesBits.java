package broken.aggregation;

/** Breaks the privacy of codecs. */
class UsesBits {
    broken.compression.bits.Packing packing = new broken.compression.bits.Packing();
}
