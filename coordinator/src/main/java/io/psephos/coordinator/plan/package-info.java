/**
 * The learning process that a job is compiled to: the stages that lead from a closed round to the next version, and the
 * policy by which rounds give assignments and close. Knows nothing of journals, clients' calls or threads.
 */
@NullMarked
package io.psephos.coordinator.plan;

import org.jspecify.annotations.NullMarked;
