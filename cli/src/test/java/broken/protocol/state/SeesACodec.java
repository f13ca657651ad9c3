package broken.protocol.state;

/** Breaks the table of rooms: state is bytes by name, whoever remembers it. */
class SeesACodec {
    broken.compression.bits.Packing packing = new broken.compression.bits.Packing();
}
