/** How results are kept on disk: by one writer, whole or not at all, under the digest of what they follow from. */
@NullMarked
package io.psephos.simulation.store;

import org.jspecify.annotations.NullMarked;
