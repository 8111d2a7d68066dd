package dev.penstock.citus.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an operation does. All SQL names its objects in full. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Work.Statements.class, name = "statements"),
    @JsonSubTypes.Type(value = Work.Batches.class, name = "batches"),
    @JsonSubTypes.Type(value = Work.Quarantine.class, name = "quarantine"),
    @JsonSubTypes.Type(value = Work.Distribute.class, name = "distribute")
})
public sealed interface Work {

    /** How statements hang together. */
    enum Transaction {
        /** All in one, which is given up and tried again when a lock does not come in time. */
        ONE,
        /** Each by itself and outside of any transaction, as PostgreSQL wants it for CONCURRENTLY. */
        NONE
    }

    /**
     * Statements in order. With {@link Transaction#NONE} they can be run again from the first after any of them failed.
     */
    record Statements(Transaction transaction, List<String> sql) implements Work {

        public Statements {
            sql = Lists.filled(sql, "sql");
        }

        public static Statements one(String... sql) {
            return new Statements(Transaction.ONE, Arrays.asList(sql));
        }

        public static Statements one(List<String> sql) {
            return new Statements(Transaction.ONE, sql);
        }

        public static Statements none(String... sql) {
            return new Statements(Transaction.NONE, Arrays.asList(sql));
        }
    }

    /**
     * A change of all rows, batch by batch in the order of keys, each batch a transaction.
     *
     * <p>Parameters are named: {@code :after_1}, {@code :after_2} … is the last key of the batch before, all NULL for the first;
     * {@code :upto_1} … the last key of this one; {@code :size} the number of rows. All are given as text, the SQL casts them.
     *
     * @param keys the columns of the key, by which the batches go; where there is none {@code ctid} and the pages of the table
     * @param bound a query of the last key of the next batch, a column for each of the keys, cast to text, and behind them the
     *     batch's rows; without these its size is counted. No row when there are no more
     * @param change a statement that changes the rows after the one key up to and with the other
     * @param remaining a query of one boolean: whether rows are left that {@code change} would change, also behind the last batch.
     *     While it says so, the batches begin again
     * @param size rows of a batch
     */
    record Batches(QualifiedName table, List<String> keys, String bound, String change, String remaining, int size)
            implements Work {

        public Batches {
            keys = Lists.filled(keys, "keys");
            if (size < 1) {
                throw new IllegalArgumentException("size must be 1 or more, not " + size);
            }
        }
    }

    /**
     * Rows that break a rule are moved to a table where they are kept whole, together with the rows that refer to them.
     *
     * @param sql in one transaction
     * @param report a query of what was put aside by this operation: {@code (table_name text, reason text, rows bigint)}
     */
    record Quarantine(List<String> sql, String report) implements Work {

        public Quarantine {
            sql = Lists.filled(sql, "sql");
        }
    }

    /**
     * Tables that foreign keys hold together move into shards.
     *
     * <p>Blocking: in one transaction lock all tables, do {@code before}, drop all foreign keys, distribute in the order of
     * {@code tables}, prove and truncate what is left on the coordinator in the opposite order, add the foreign keys NOT VALID, do
     * {@code after}.
     *
     * <p>Online: {@code before} in a short transaction; then table after table, each without those of the foreign keys that lead
     * to it or from it; a foreign key comes back, NOT VALID, once both of its tables have moved; {@code restore} and the identity
     * of each; at last {@code after}.
     *
     * <p>Validation is an operation of its own.
     *
     * @param tables parents before children; reference tables where they do no harm to identity columns
     * @param before such as dropping helpers; each of them can be run again
     * @param after each of them can be run again
     * @param apart whether they are so many that all together would be locked for too long: online they move one after the other,
     *     also where none of them is large
     * @param taking null when no local table refers to these
     */
    record Distribute(
            List<Target> tables,
            List<ForeignKey> foreignKeys,
            List<String> before,
            List<String> after,
            boolean apart,
            @Nullable Taking taking)
            implements Work {

        public Distribute {
            tables = Lists.filled(tables, "tables");
            foreignKeys = Lists.copy(foreignKeys);
            before = Lists.copy(before);
            after = Lists.copy(after);
        }

        /** All foreign keys that lead from this table or to it. */
        public Stream<ForeignKey> around(QualifiedName table) {
            return foreignKeys.stream()
                    .filter(key -> key.table().equals(table) || key.referenced().equals(table));
        }

        /** All statements of the blocking way, for one transaction; without the proof that an engine puts before the truncation. */
        public List<String> together() {
            var sql = new ArrayList<String>(before);
            foreignKeys.forEach(key -> sql.add(key.drop()));
            tables.forEach(target -> sql.add(target.blocking()));
            // Nothing refers to the tables any more, so nothing is emptied but their own rows, which the shards have.
            tables.reversed()
                    .forEach(target -> sql.add("select truncate_local_data_after_distributing_table("
                            + Identifier.literal(target.table().quoted()).strip() + ")"));
            foreignKeys.forEach(key -> sql.addAll(adding(key)));
            sql.addAll(after);
            return List.copyOf(sql);
        }

        /** Adds a foreign key; when it leads from a local table, with {@link Taking what belongs around it}. */
        public List<String> adding(ForeignKey key) {
            if (taking == null
                    || tables.stream().anyMatch(target -> target.table().equals(key.table()))) {
                return List.of(key.add());
            }
            return Stream.of(taking.before(), List.of(key.add()), taking.after())
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /**
     * A foreign key from a local table to a reference table makes Citus take the local one, and all that foreign keys hold together
     * with it, into its metadata: it makes them anew. All of this belongs into the transaction that adds the key, so that nobody
     * meets the tables without it.
     *
     * @param before what would stop it, or stay on the new table's shard
     * @param after what it loses or resets
     */
    record Taking(List<String> before, List<String> after) {

        public Taking {
            before = Lists.copy(before);
            after = Lists.copy(after);
        }
    }

    /**
     * A table to be distributed.
     *
     * @param blocking the statement that distributes it in a transaction
     * @param online the statement that distributes it outside of one, while it is written; null when that is not possible
     * @param preferOnline whether it is so large that it should be copied online when the operator leaves the choice
     * @param why why there is no online way, or why the preferred one is preferred
     * @param identities whose values are recorded before and set again after, because Citus may reset them
     * @param restore what copying online loses, such as comments and grants of views; each can be run again
     */
    record Target(
            QualifiedName table,
            Kind kind,
            @Nullable String column,
            String blocking,
            @Nullable String online,
            boolean preferOnline,
            String why,
            List<Identity> identities,
            List<String> restore,
            Estimate estimate) {

        public Target {
            identities = Lists.copy(identities);
            restore = Lists.copy(restore);
        }
    }

    /** How a table is spread. */
    enum Kind {
        HASH,
        REFERENCE
    }

    /** An identity column, or one that draws from a sequence of its own. */
    record Identity(String column, QualifiedName sequence) {}

    /**
     * A foreign key that is away while its tables move.
     *
     * @param table that it leads from
     * @param drop can be run again
     * @param add as NOT VALID; fails when the key is there
     * @param validate checks all rows, in an operation of its own; null when it stays NOT VALID by decision
     * @param orphans a query of the number of rows that break it
     * @param sweep does to the orphans what the key would have done to them while it was away; null when it would have done nothing,
     *     or when rows may break it by decision
     */
    record ForeignKey(
            QualifiedName table,
            String name,
            QualifiedName referenced,
            String drop,
            String add,
            @Nullable String validate,
            String orphans,
            @Nullable String sweep) {}
}
