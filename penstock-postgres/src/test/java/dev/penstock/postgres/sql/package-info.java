/** What the database says, told apart. */
@NullMarked
package dev.penstock.postgres.sql;

import org.jspecify.annotations.NullMarked;
