/** What the tests of every module that needs a PostgreSQL share, see {@link dev.penstock.postgres.TestDatabase}. */
@NullMarked
package dev.penstock.postgres;

import org.jspecify.annotations.NullMarked;
