/** What every connection must keep to, whoever it comes from: how many there may be, and how fast both sides are. */
@NullMarked
package io.psephos.server.http.connection;

import org.jspecify.annotations.NullMarked;
