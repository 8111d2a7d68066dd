/** What holds on Citus beyond the contract. */
@NullMarked
package dev.penstock.postgres.shard;

import org.jspecify.annotations.NullMarked;
