/** Updates as the few coordinates that are not zero. */
@NullMarked
package io.psephos.compression.sparse;

import org.jspecify.annotations.NullMarked;
