/** Where parameters come from and how they are judged. */
@NullMarked
package io.psephos.coordinator.model;

import org.jspecify.annotations.NullMarked;
