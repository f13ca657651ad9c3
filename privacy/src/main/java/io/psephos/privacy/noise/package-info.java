/** Secret randomness of clients and server. Sources that can be seeded do not belong here. */
@NullMarked
package io.psephos.privacy.noise;

import org.jspecify.annotations.NullMarked;
