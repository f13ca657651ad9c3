/** JSON as the protocol writes it: one mapper for server and clients, so that no wire type exists twice. */
@NullMarked
package io.psephos.protocol.json;

import org.jspecify.annotations.NullMarked;
