/** Published steps as clients download them: frames of scaled votes in a row, and the digest of where they lead. */
@NullMarked
package io.psephos.compression.chain;

import org.jspecify.annotations.NullMarked;
