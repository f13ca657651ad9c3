/**
 * What travels between clients and server, and what identifies it: ids, job specification, offers, receipts, problem
 * codes. No behaviour beyond checking itself belongs here.
 */
@NullMarked
package io.psephos.protocol;

import org.jspecify.annotations.NullMarked;
