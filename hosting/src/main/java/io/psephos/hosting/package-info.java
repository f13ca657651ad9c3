/** The nets and data sets of the learning module behind the coordinator's ports, wherever it runs. */
@NullMarked
package io.psephos.hosting;

import org.jspecify.annotations.NullMarked;
