/** Take part in federated jobs from any JVM app: {@code PsephosClient.builder()…build().takePart(trainer)}. */
@NullMarked
package io.psephos.client;

import org.jspecify.annotations.NullMarked;
