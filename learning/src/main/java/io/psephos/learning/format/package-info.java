/** Readers of files of numbers (IDX, NPY, NPZ, CSV), which know nothing of data sets. */
@NullMarked
package io.psephos.learning.format;

import org.jspecify.annotations.NullMarked;
