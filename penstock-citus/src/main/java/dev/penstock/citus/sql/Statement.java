package dev.penstock.citus.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement says, as far as rules ask. Every name and clause keeps its place in the file. */
public sealed interface Statement {

    /** The whole statement. */
    Tokens tokens();

    /**
     * CREATE TABLE, also PARTITION OF, and AS.
     *
     * @param partitionOf the parent of a partition
     * @param like the tables it copies columns from; what they are is not known from the text
     */
    record CreateTable(
            Tokens tokens,
            QualifiedName name,
            boolean temporary,
            boolean ifNotExists,
            List<ColumnDefinition> columns,
            List<Constraint> constraints,
            List<QualifiedName> inherits,
            List<QualifiedName> like,
            boolean partitioned,
            @Nullable QualifiedName partitionOf,
            boolean asQuery)
            implements Statement {}

    record AlterTable(Tokens tokens, QualifiedName name, boolean ifExists, List<TableAction> actions)
            implements Statement {}

    /** ALTER INDEX, ALTER VIEW, ALTER TYPE and all other ALTERs that are not of a table or sequence. */
    record AlterOther(Tokens tokens, String kind, @Nullable QualifiedName name) implements Statement {}

    record AlterSequence(Tokens tokens, QualifiedName name) implements Statement {}

    /**
     * DROP of anything.
     *
     * @param kind in lower case, such as {@code materialized view}
     * @param on the table of a trigger, policy or rule
     */
    record Drop(
            Tokens tokens,
            String kind,
            List<QualifiedName> names,
            boolean concurrently,
            boolean ifExists,
            boolean cascade,
            @Nullable QualifiedName on)
            implements Statement {}

    /** @param keys the columns; null where an expression stands */
    record CreateIndex(
            Tokens tokens,
            boolean unique,
            boolean concurrently,
            boolean ifNotExists,
            @Nullable QualifiedName name,
            QualifiedName table,
            List<@Nullable String> keys,
            List<String> include,
            Tokens where)
            implements Statement {}

    record CreateSequence(Tokens tokens, QualifiedName name) implements Statement {}

    record CreateView(Tokens tokens, QualifiedName name, boolean materialized, Tokens query) implements Statement {}

    record CreateType(Tokens tokens, QualifiedName name) implements Statement {}

    /**
     * CREATE FUNCTION or PROCEDURE.
     *
     * @param body the string that holds the body, or null
     * @param atomic the statements of a BEGIN ATOMIC body or RETURN expression
     */
    record CreateFunction(
            Tokens tokens,
            QualifiedName name,
            String language,
            @Nullable Token body,
            Tokens atomic) implements Statement {}

    record CreateTrigger(Tokens tokens, String name, QualifiedName table) implements Statement {}

    record CreateRule(Tokens tokens, String name, QualifiedName table) implements Statement {}

    /** CREATE or ALTER POLICY. */
    record Policy(Tokens tokens, String name, QualifiedName table, Tokens expressions) implements Statement {}

    record Comment(Tokens tokens, String kind, @Nullable QualifiedName on) implements Statement {}

    /** @param with the common table expressions before it */
    record Update(Tokens tokens, Tokens with, Source target, Tokens set, Tokens from, Tokens where)
            implements Statement {}

    record Delete(Tokens tokens, Tokens with, Source target, Tokens using, Tokens where) implements Statement {}

    /**
     * INSERT.
     *
     * @param conflict after ON CONFLICT, or empty
     */
    record Insert(Tokens tokens, Tokens with, Source target, List<String> columns, Tokens source, Tokens conflict)
            implements Statement {}

    record Merge(Tokens tokens, Tokens with, Source target, Tokens source) implements Statement {}

    /** SELECT, VALUES, TABLE and their combinations. */
    record Select(Tokens tokens) implements Statement {}

    /** A table with its alias. */
    record Source(QualifiedName name, String alias) {}

    record Truncate(Tokens tokens, List<QualifiedName> names, boolean cascade, boolean restartIdentity)
            implements Statement {}

    record Copy(Tokens tokens, @Nullable QualifiedName table, boolean from) implements Statement {}

    /** SET and RESET. A reset has no value. */
    record SetParameter(Tokens tokens, String name, List<String> value, boolean local) implements Statement {}

    record Transaction(Tokens tokens, Kind kind) implements Statement {
        public enum Kind {
            BEGIN,
            COMMIT,
            ROLLBACK,
            /** SAVEPOINT, RELEASE, PREPARE TRANSACTION and the like. */
            OTHER
        }
    }

    record DoBlock(Tokens tokens, String language, Token body) implements Statement {}

    /** LISTEN, UNLISTEN and NOTIFY. */
    record Notification(Tokens tokens, String verb, String channel) implements Statement {}

    /** A statement that is read but has no shape of its own here, such as GRANT or VACUUM. */
    record Other(Tokens tokens, String verb) implements Statement {}

    /** A command of psql. */
    record MetaCommand(Tokens tokens, String command) implements Statement {}

    /** A statement that could not be read; nothing is known about it. */
    record Unparsed(Tokens tokens, String reason, Span at) implements Statement {}
}
