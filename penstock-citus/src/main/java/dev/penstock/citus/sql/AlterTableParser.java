package dev.penstock.citus.sql;

import java.util.ArrayList;

/** ALTER TABLE, after the word TABLE. */
final class AlterTableParser {

    private AlterTableParser() {}

    static Statement parse(Tokens whole, Cursor cursor) {
        if (cursor.accept("all", "in", "tablespace")) {
            return new Statement.Other(whole, "alter table all");
        }
        boolean ifExists = cursor.accept("if", "exists");
        cursor.accept("only");
        var name = cursor.qualifiedName();
        cursor.acceptSymbol("*");
        var actions = new ArrayList<TableAction>();
        for (Tokens action : cursor.rest().byComma()) {
            if (action.isEmpty()) {
                throw new NotUnderstood("nothing stands between two commas", whole.span());
            }
            actions.add(action(new Cursor(action), action));
        }
        if (actions.isEmpty()) {
            throw new NotUnderstood("ALTER TABLE says nothing to do", whole.span());
        }
        return new Statement.AlterTable(whole, name, ifExists, actions);
    }

    private static TableAction action(Cursor cursor, Tokens tokens) {
        var span = tokens.span();
        var action = action(cursor, tokens, span);
        cursor.expectEnd();
        return action;
    }

    private static TableAction action(Cursor cursor, Tokens tokens, Span span) {
        if (cursor.accept("add")) {
            return add(cursor, span);
        }
        if (cursor.accept("drop")) {
            return drop(cursor, span);
        }
        if (cursor.accept("alter", "constraint")) {
            cursor.rest();
            return new TableAction.Other(tokens, span);
        }
        if (cursor.accept("alter")) {
            cursor.accept("column");
            return AlterColumnParser.parse(
                    cursor, cursor.peek().kind() == Token.Kind.NUMBER ? "" : cursor.name(), span);
        }
        if (cursor.accept("validate", "constraint")) {
            return new TableAction.ValidateConstraint(cursor.name(), span);
        }
        if (cursor.accept("rename")) {
            return rename(cursor, span);
        }
        if (cursor.accept("set", "schema")) {
            return new TableAction.SetSchema(cursor.name(), span);
        }
        if (cursor.accept("attach", "partition")) {
            var partition = cursor.qualifiedName();
            cursor.rest();
            return new TableAction.Attach(partition, span);
        }
        if (cursor.accept("detach", "partition")) {
            var partition = cursor.qualifiedName();
            boolean concurrently = cursor.acceptAny("concurrently", "finalize");
            return new TableAction.Detach(partition, concurrently, span);
        }
        if (cursor.accept("inherit")) {
            return new TableAction.Inherit(cursor.qualifiedName(), span);
        }
        if (cursor.accept("cluster", "on")) {
            return new TableAction.ClusterOn(cursor.name(), span);
        }
        if (cursor.accept("replica", "identity")) {
            return new TableAction.ReplicaIdentity(cursor.rest().toString(), span);
        }
        return other(cursor, tokens, span);
    }

    private static TableAction other(Cursor cursor, Tokens tokens, Span span) {
        if (cursor.seesAny("enable", "disable")) {
            boolean enable = cursor.next().is("enable");
            cursor.acceptAny("replica", "always");
            if (cursor.acceptAny("trigger", "rule")) {
                cursor.name();
                return new TableAction.SwitchTrigger(enable, span);
            }
            cursor.expect("row", "level", "security");
            return new TableAction.Other(tokens, span);
        }
        if (cursor.seesAny("set", "reset", "owner", "force", "no", "not", "of", "without", "options")) {
            cursor.rest();
            return new TableAction.Other(tokens, span);
        }
        throw cursor.unexpected("a subcommand of ALTER TABLE");
    }

    private static TableAction add(Cursor cursor, Span span) {
        if (ConstraintParser.begins(cursor)) {
            return new TableAction.AddConstraint(ConstraintParser.ofTable(cursor), span);
        }
        cursor.accept("column");
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        return new TableAction.AddColumn(ColumnParser.column(cursor, true), ifNotExists, span);
    }

    private static TableAction drop(Cursor cursor, Span span) {
        if (cursor.accept("constraint")) {
            cursor.accept("if", "exists");
            String name = cursor.name();
            return new TableAction.DropConstraint(name, cascade(cursor), span);
        }
        cursor.accept("column");
        cursor.accept("if", "exists");
        String name = cursor.name();
        return new TableAction.DropColumn(name, cascade(cursor), span);
    }

    private static boolean cascade(Cursor cursor) {
        boolean cascade = cursor.accept("cascade");
        cursor.accept("restrict");
        return cascade;
    }

    private static TableAction rename(Cursor cursor, Span span) {
        if (cursor.accept("to")) {
            return new TableAction.RenameTo(cursor.name(), span);
        }
        boolean constraint = cursor.accept("constraint");
        cursor.accept("column");
        String from = cursor.name();
        cursor.expect("to");
        String to = cursor.name();
        return constraint
                ? new TableAction.RenameConstraint(from, to, span)
                : new TableAction.RenameColumn(from, to, span);
    }
}
