@NullMarked
package dev.penstock.citus.everyday;

import org.jspecify.annotations.NullMarked;
