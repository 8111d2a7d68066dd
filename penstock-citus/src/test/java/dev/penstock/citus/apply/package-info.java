@NullMarked
package dev.penstock.citus.apply;

import org.jspecify.annotations.NullMarked;
