/** Server optimizers: from one aggregate to the next model. */
@NullMarked
package io.psephos.aggregation.optimizer;

import org.jspecify.annotations.NullMarked;
