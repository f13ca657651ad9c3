/** Labs of defences against attacks, cell by cell: the accuracy that each defence keeps. */
@NullMarked
package io.psephos.simulation.lab;

import org.jspecify.annotations.NullMarked;
