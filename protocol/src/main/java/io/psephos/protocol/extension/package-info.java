/** What users add to Psephos under names of their own, {@code x-…}. */
@NullMarked
package io.psephos.protocol.extension;

import org.jspecify.annotations.NullMarked;
