/** One extension of each family, as a user writes them. */
@NullMarked
package io.psephos.samples.plugins;

import org.jspecify.annotations.NullMarked;
