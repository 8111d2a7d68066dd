package dev.penstock.citus.sql;

import dev.penstock.citus.sql.TableAction.ChangeIdentity;

/** ALTER TABLE … ALTER COLUMN, after the column. */
final class AlterColumnParser {

    private AlterColumnParser() {}

    static TableAction parse(Cursor cursor, String column, Span span) {
        if (cursor.peek().kind() == Token.Kind.NUMBER) {
            // A column of an index, by number.
            cursor.next();
        }
        int mark = cursor.mark();
        if (cursor.accept("set", "not", "null")) {
            return new TableAction.SetNotNull(column, span);
        }
        if (cursor.accept("drop", "not", "null")) {
            return new TableAction.DropNotNull(column, span);
        }
        if (cursor.accept("set", "default")) {
            return new TableAction.SetDefault(column, cursor.rest(), span);
        }
        if (cursor.accept("drop", "default")) {
            return new TableAction.SetDefault(column, Tokens.NONE, span);
        }
        if (cursor.accept("set", "data", "type") || cursor.accept("type")) {
            var type = cursor.until("collate", "using");
            cursor.rest();
            return new TableAction.AlterType(column, TypeNames.of(type), span);
        }
        if (cursor.accept("drop", "identity")) {
            cursor.accept("if", "exists");
            return new TableAction.ChangeIdentity(column, ChangeIdentity.Kind.DROP, span);
        }
        if (cursor.sees("drop", "expression")) {
            cursor.rest();
            return new TableAction.Other(cursor.since(mark), span);
        }
        if (cursor.sees("add", "generated")) {
            cursor.rest();
            return new TableAction.ChangeIdentity(column, ChangeIdentity.Kind.ADD, span);
        }
        if (cursor.accept("set")) {
            return set(cursor, column, span, mark);
        }
        if (cursor.accept("restart")) {
            cursor.rest();
            return new TableAction.ChangeIdentity(column, ChangeIdentity.Kind.CHANGE, span);
        }
        if (cursor.accept("reset") || cursor.accept("options")) {
            cursor.group();
            return new TableAction.Other(cursor.since(mark), span);
        }
        throw cursor.unexpected("a subcommand of ALTER COLUMN");
    }

    private static TableAction set(Cursor cursor, String column, Span span, int mark) {
        if (cursor.seesAny("storage", "statistics", "compression")) {
            String what = cursor.next().value();
            cursor.rest();
            return new TableAction.SetColumnStorage(column, what, span);
        }
        if (cursor.seesSymbol("(") || cursor.sees("expression")) {
            cursor.rest();
            return new TableAction.Other(cursor.since(mark), span);
        }
        if (cursor.seesAny(
                "generated", "increment", "minvalue", "maxvalue", "start", "cache", "cycle", "no", "restart")) {
            cursor.rest();
            return new TableAction.ChangeIdentity(column, ChangeIdentity.Kind.CHANGE, span);
        }
        throw cursor.unexpected("a setting of the column");
    }
}
