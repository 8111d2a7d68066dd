/** Tests of the schema that install it as other builds do. */
@NullMarked
package dev.penstock.postgres.schema;

import org.jspecify.annotations.NullMarked;
