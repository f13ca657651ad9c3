/** Side-by-side runs against a stated baseline, and the program that prints them. */
@NullMarked
package io.psephos.bench;

import org.jspecify.annotations.NullMarked;
