/**
 * Tenants that are spread over buckets: the rows that say so, and how they come to stand. The note of {@link
 * dev.penstock.tenant} says what is meant and why the order of things is right.
 */
@NullMarked
package dev.penstock.postgres.tenant;

import org.jspecify.annotations.NullMarked;
