/**
 * An update to few bits and back: compressors lose precision at the client, codecs turn what is left into bytes and
 * back without loss on both sides.
 */
@NullMarked
package io.psephos.compression;

import org.jspecify.annotations.NullMarked;
