/** The journal without a database. */
@NullMarked
package dev.penstock.postgres.journal;

import org.jspecify.annotations.NullMarked;
