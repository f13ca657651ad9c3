/** The nets and data sets of the learning module behind the coordinator's ports. */
@NullMarked
package io.psephos.server.model;

import org.jspecify.annotations.NullMarked;
