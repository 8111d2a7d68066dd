/** Migrations that run everywhere; those in SQL lie beside these classes in the resources. */
@NullMarked
package dev.penstock.example.flywaycitus.base;

import org.jspecify.annotations.NullMarked;
