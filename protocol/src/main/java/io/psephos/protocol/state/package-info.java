/** State by name: what servers and clients remember from round to round, whatever algorithm remembers it. */
@NullMarked
package io.psephos.protocol.state;

import org.jspecify.annotations.NullMarked;
