/** The store: schema, statements and journal on PostgreSQL. */
@NullMarked
package dev.penstock.postgres;

import org.jspecify.annotations.NullMarked;
