/** One history of migrations for PostgreSQL in development and Citus in production. */
@NullMarked
package dev.penstock.example.flywaycitus;

import org.jspecify.annotations.NullMarked;
