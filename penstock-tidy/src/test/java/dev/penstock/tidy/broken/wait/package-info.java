/** A class here breaks a rule on purpose: the architecture test must find it. */
@NullMarked
package dev.penstock.tidy.broken.wait;

import org.jspecify.annotations.NullMarked;
