/**
 * What can go wrong, as data: {@link dev.penstock.failure.ErrorCode} is the catalogue of our own refusals,
 * {@link dev.penstock.failure.Failure} is how a failure of user code is recorded and travels, and the exceptions carry
 * one of the two. Failures never travel as Java serialisation, so any language and any later version can read them.
 */
@NullMarked
package dev.penstock.failure;

import org.jspecify.annotations.NullMarked;
