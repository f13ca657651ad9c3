/** Job files, and nothing of what becomes of their jobs: what parses them, checks them and writes them out again. */
@NullMarked
package io.psephos.coordinator.jobfile;

import org.jspecify.annotations.NullMarked;
