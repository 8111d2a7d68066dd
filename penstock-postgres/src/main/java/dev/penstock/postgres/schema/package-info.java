/**
 * The schema: numbered scripts, applied by a migrator of our own because a library must not bring a migration tool that
 * an application then finds running against its own database. The scripts are printable ({@link
 * dev.penstock.postgres.schema.Schema#print}), so that any tool can install them instead.
 */
@NullMarked
package dev.penstock.postgres.schema;

import org.jspecify.annotations.NullMarked;
