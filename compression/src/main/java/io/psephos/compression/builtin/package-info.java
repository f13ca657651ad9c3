/** The list of schemes that this version knows, and the way from a payload to a frame and back. */
@NullMarked
package io.psephos.compression.builtin;

import org.jspecify.annotations.NullMarked;
