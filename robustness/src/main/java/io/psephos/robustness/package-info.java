/** The rules that a job file's robustness asks for. The rules themselves belong in the packages below. */
@NullMarked
package io.psephos.robustness;

import org.jspecify.annotations.NullMarked;
