/** Ports to initial models, evaluation and root updates. */
@NullMarked
package io.psephos.coordinator.model;

import org.jspecify.annotations.NullMarked;
