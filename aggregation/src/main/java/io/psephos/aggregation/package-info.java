/** Many updates to one aggregate: votes counted in bit planes, means in fixed point. Arrival order never changes a bit. */
@NullMarked
package io.psephos.aggregation;

import org.jspecify.annotations.NullMarked;
