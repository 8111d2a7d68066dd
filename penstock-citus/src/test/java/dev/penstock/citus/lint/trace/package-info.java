@NullMarked
package dev.penstock.citus.lint.trace;

import org.jspecify.annotations.NullMarked;
