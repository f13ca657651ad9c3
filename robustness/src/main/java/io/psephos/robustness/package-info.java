/** What a job file says of robustness, turned into rules. The rules themselves belong in the packages below. */
@NullMarked
package io.psephos.robustness;

import org.jspecify.annotations.NullMarked;
