@NullMarked
package dev.penstock.citus.plan;

import org.jspecify.annotations.NullMarked;
