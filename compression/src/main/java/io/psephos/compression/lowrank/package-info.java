/** Updates as products of thin matrices. */
@NullMarked
package io.psephos.compression.lowrank;

import org.jspecify.annotations.NullMarked;
