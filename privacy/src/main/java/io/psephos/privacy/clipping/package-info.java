/** Bounds on what a single update can weigh. Noise that hides what is left belongs in {@code io.psephos.privacy.noise}. */
@NullMarked
package io.psephos.privacy.clipping;

import org.jspecify.annotations.NullMarked;
