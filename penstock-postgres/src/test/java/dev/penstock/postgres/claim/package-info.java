@NullMarked
package dev.penstock.postgres.claim;

import org.jspecify.annotations.NullMarked;
