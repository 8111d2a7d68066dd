@NullMarked
package dev.penstock.citus.lint;

import org.jspecify.annotations.NullMarked;
