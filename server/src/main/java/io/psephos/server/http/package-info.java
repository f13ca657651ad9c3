/** Controllers that translate paths, headers and bodies into calls, and outcomes into statuses. */
@NullMarked
package io.psephos.server.http;

import org.jspecify.annotations.NullMarked;
