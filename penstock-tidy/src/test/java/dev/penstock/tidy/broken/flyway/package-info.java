/** A class here breaks a rule on purpose: the architecture test must find it. */
@NullMarked
package dev.penstock.tidy.broken.flyway;

import org.jspecify.annotations.NullMarked;
