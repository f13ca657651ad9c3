/** Reports of simulations as files: a page with plots, tables for programs. */
@NullMarked
package io.psephos.simulation.report;

import org.jspecify.annotations.NullMarked;
