/** A class here breaks a rule on purpose: the architecture test must find it. */
@NullMarked
package dev.penstock.tidy.broken.lease;

import org.jspecify.annotations.NullMarked;
