/**
 * The client's pipeline from trained parameters to the frame that is uploaded, the same for apps, simulations and
 * attackers: {@code difference, control variate, clip, noise, feedback or momentum, compress, mask, frame}. {@code
 * Steps} lists what is built in; a new mechanism is a class here and a line there. What is remembered between updates
 * is here, too, as far as it needs no files.
 */
@NullMarked
package io.psephos.client.update;

import org.jspecify.annotations.NullMarked;
