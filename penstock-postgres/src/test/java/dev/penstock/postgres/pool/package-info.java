@NullMarked
package dev.penstock.postgres.pool;

import org.jspecify.annotations.NullMarked;
