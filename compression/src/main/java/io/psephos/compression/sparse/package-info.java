/** Updates as the few coordinates that are not zero: which of them are kept, and how they travel. */
@NullMarked
package io.psephos.compression.sparse;

import org.jspecify.annotations.NullMarked;
