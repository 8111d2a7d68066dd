package dev.penstock.citus.sql;

/** One subcommand of ALTER TABLE. */
public sealed interface TableAction {

    Span span();

    record AddColumn(ColumnDefinition column, boolean ifNotExists, Span span) implements TableAction {}

    record DropColumn(String column, boolean cascade, Span span) implements TableAction {}

    record AddConstraint(Constraint constraint, Span span) implements TableAction {}

    record DropConstraint(String name, boolean cascade, Span span) implements TableAction {}

    record ValidateConstraint(String name, Span span) implements TableAction {}

    record AlterType(String column, String type, Span span) implements TableAction {}

    record SetNotNull(String column, Span span) implements TableAction {}

    record DropNotNull(String column, Span span) implements TableAction {}

    record SetDefault(String column, Tokens value, Span span) implements TableAction {}

    /** ADD GENERATED … AS IDENTITY, SET GENERATED, RESTART, DROP IDENTITY. */
    record ChangeIdentity(String column, Kind kind, Span span) implements TableAction {
        public enum Kind {
            ADD,
            CHANGE,
            DROP
        }
    }

    /** SET STORAGE, SET STATISTICS and SET COMPRESSION of a column. */
    record SetColumnStorage(String column, String what, Span span) implements TableAction {}

    record RenameColumn(String from, String to, Span span) implements TableAction {}

    record RenameConstraint(String from, String to, Span span) implements TableAction {}

    record RenameTo(String name, Span span) implements TableAction {}

    record SetSchema(String schema, Span span) implements TableAction {}

    record Attach(QualifiedName partition, Span span) implements TableAction {}

    record Detach(QualifiedName partition, boolean concurrently, Span span) implements TableAction {}

    record Inherit(QualifiedName parent, Span span) implements TableAction {}

    record ClusterOn(String index, Span span) implements TableAction {}

    /** ENABLE/DISABLE TRIGGER or RULE. */
    record SwitchTrigger(boolean enable, Span span) implements TableAction {}

    record ReplicaIdentity(String identity, Span span) implements TableAction {}

    /** A subcommand that no rule asks about. */
    record Other(Tokens tokens, Span span) implements TableAction {}
}
