/** Data sets, the files they come from, and how examples are dealt to clients. */
@NullMarked
package io.psephos.learning.data;

import org.jspecify.annotations.NullMarked;
