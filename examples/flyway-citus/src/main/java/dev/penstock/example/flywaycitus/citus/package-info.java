/** Migrations that run on Citus alone; those in SQL and the plans lie beside these classes in the resources. */
@NullMarked
package dev.penstock.example.flywaycitus.citus;

import org.jspecify.annotations.NullMarked;
