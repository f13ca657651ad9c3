/**
 * The binary frame of an update, version 1: 48 bytes of little-endian header, then the payload.
 *
 * <pre>
 *  0  4  magic "PSPH"
 *  4  1  version = 1
 *  5  1  scheme
 *  6  2  flags = 0
 *  8  8  base model version
 * 16  8  parameter count d
 * 24  8  example count (0 = withheld)
 * 32  8  payload length in bytes
 * 40  4  CRC-32C of bytes 0-39 followed by the payload
 * 44  4  0
 * 48  .  payload
 * </pre>
 *
 * What the payload holds is the business of {@code io.psephos.compression}.
 */
@NullMarked
package io.psephos.protocol.frame;

import org.jspecify.annotations.NullMarked;
