/** Configuration properties and beans; nothing else reads configuration. */
@NullMarked
package io.psephos.server.config;

import org.jspecify.annotations.NullMarked;
