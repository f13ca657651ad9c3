/** Parameters as they are downloaded: safetensors files and the digest of the flat vector. */
@NullMarked
package io.psephos.protocol.model;

import org.jspecify.annotations.NullMarked;
