@NullMarked
package dev.penstock.postgres.queue;

import org.jspecify.annotations.NullMarked;
