/** Data sets, the files they come from, and the partition of examples among clients. */
@NullMarked
package io.psephos.learning.data;

import org.jspecify.annotations.NullMarked;
