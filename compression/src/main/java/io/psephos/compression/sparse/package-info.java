/** Updates as the few coordinates that are not zero: the choice of those that are kept, and their codecs. */
@NullMarked
package io.psephos.compression.sparse;

import org.jspecify.annotations.NullMarked;
