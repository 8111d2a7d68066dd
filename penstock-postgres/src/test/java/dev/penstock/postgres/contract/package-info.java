/** What users are promised, tried through the public API on a real database. */
@NullMarked
package dev.penstock.postgres.contract;

import org.jspecify.annotations.NullMarked;
