/** Programs a user copies from: each stands for itself and needs {@code psephos-client-sdk} only. */
@NullMarked
package io.psephos.samples;

import org.jspecify.annotations.NullMarked;
