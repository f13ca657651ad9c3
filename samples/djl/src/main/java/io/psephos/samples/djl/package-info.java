/** A net of one's own that Deep Java Library trains by its PyTorch engine, in simulated clients. */
@NullMarked
package io.psephos.samples.djl;

import org.jspecify.annotations.NullMarked;
