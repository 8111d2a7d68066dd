package dev.penstock.citus.sql;

import dev.penstock.citus.sql.Constraint.Action;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constraints of tables and columns. */
final class ConstraintParser {

    private ConstraintParser() {}

    static boolean begins(Cursor cursor) {
        return cursor.seesAny("constraint", "check", "unique", "primary", "foreign")
                || cursor.sees("not", "null")
                || (cursor.sees("exclude")
                        && (cursor.peek(1).is("using") || cursor.peek(1).isSymbol("(")));
    }

    /** A constraint of a table, up to and including its attributes. */
    static Constraint ofTable(Cursor cursor) {
        int mark = cursor.mark();
        String name = cursor.accept("constraint") ? cursor.name() : null;
        if (cursor.accept("check")) {
            var expression = cursor.group();
            boolean notValid = attributes(cursor);
            return new Constraint.Check(name, expression, notValid, cursor.spanSince(mark));
        }
        if (cursor.accept("foreign")) {
            cursor.expect("key");
            return reference(cursor, name, keyColumns(cursor), mark);
        }
        if (cursor.accept("exclude")) {
            return exclusion(cursor, name, mark);
        }
        if (cursor.accept("not", "null")) {
            String column = cursor.name();
            boolean notValid = attributes(cursor);
            return new Constraint.NotNull(name, column, notValid, cursor.spanSince(mark));
        }
        boolean primary = primaryOrUnique(cursor);
        if (cursor.accept("using", "index")) {
            String index = cursor.name();
            attributes(cursor);
            return new Constraint.Unique(name, primary, List.of(), List.of(), index, cursor.spanSince(mark));
        }
        nullsDistinct(cursor);
        var columns = keyColumns(cursor);
        var include = indexParameters(cursor);
        attributes(cursor);
        return new Constraint.Unique(name, primary, columns, include, null, cursor.spanSince(mark));
    }

    /** A constraint of a column; its attributes are read by the column. */
    static Constraint ofColumn(Cursor cursor, @Nullable String name, String column, int mark) {
        if (cursor.accept("check")) {
            var expression = cursor.group();
            cursor.accept("no", "inherit");
            return new Constraint.Check(name, expression, false, cursor.spanSince(mark));
        }
        if (cursor.sees("references")) {
            return reference(cursor, name, List.of(column), mark);
        }
        boolean primary = primaryOrUnique(cursor);
        nullsDistinct(cursor);
        indexParameters(cursor);
        return new Constraint.Unique(name, primary, List.of(column), List.of(), null, cursor.spanSince(mark));
    }

    private static boolean primaryOrUnique(Cursor cursor) {
        if (cursor.accept("primary")) {
            cursor.expect("key");
            return true;
        }
        if (!cursor.accept("unique")) {
            throw cursor.unexpected("a constraint");
        }
        return false;
    }

    private static void nullsDistinct(Cursor cursor) {
        if (cursor.accept("nulls")) {
            cursor.accept("not");
            cursor.expect("distinct");
        }
    }

    /** The columns of a key; of PostgreSQL 18 also {@code period WITHOUT OVERLAPS} and {@code PERIOD c}. */
    private static List<String> keyColumns(Cursor cursor) {
        var inside = new Cursor(cursor.group());
        var columns = inside.list(element -> {
            if (element.peek().is("period") && element.peek(1).isName()) {
                element.next();
            }
            String column = element.name();
            element.accept("without", "overlaps");
            return column;
        });
        inside.expectEnd();
        return columns;
    }

    /** INCLUDE, WITH, USING INDEX TABLESPACE. */
    private static List<String> indexParameters(Cursor cursor) {
        List<String> include = cursor.accept("include") ? cursor.columns() : List.of();
        if (cursor.sees("with") && cursor.peek(1).isSymbol("(")) {
            cursor.next();
            cursor.group();
        }
        if (cursor.accept("using", "index", "tablespace")) {
            cursor.name();
        }
        return include;
    }

    private static Constraint exclusion(Cursor cursor, @Nullable String name, int mark) {
        if (cursor.accept("using")) {
            cursor.name();
        }
        var elements = new ArrayList<Constraint.Element>();
        for (Tokens element : cursor.group().byComma()) {
            int with = element.flatIndex(0, "with");
            if (with < 0) {
                throw new NotUnderstood("an element of EXCLUDE needs WITH and an operator", element.span());
            }
            boolean column = element.first().isName() && !element.get(1).isSymbol("(");
            elements.add(new Constraint.Element(
                    column ? element.first().value() : null,
                    element.from(with + 1).toString()));
        }
        indexParameters(cursor);
        if (cursor.accept("where")) {
            cursor.group();
        }
        attributes(cursor);
        return new Constraint.Exclusion(name, List.copyOf(elements), cursor.spanSince(mark));
    }

    private static Constraint reference(Cursor cursor, @Nullable String name, List<String> columns, int mark) {
        cursor.expect("references");
        var target = cursor.qualifiedName();
        List<String> targetColumns = cursor.seesSymbol("(") ? keyColumns(cursor) : List.of();
        var onDelete = Action.NO_ACTION;
        var onUpdate = Action.NO_ACTION;
        boolean reading = true;
        while (reading) {
            if (cursor.accept("match")) {
                cursor.name();
            } else if (cursor.accept("on", "delete")) {
                onDelete = action(cursor);
            } else if (cursor.accept("on", "update")) {
                onUpdate = action(cursor);
            } else {
                reading = false;
            }
        }
        boolean notValid = attributes(cursor);
        return new Constraint.ForeignKey(
                name, columns, target, targetColumns, onDelete, onUpdate, notValid, cursor.spanSince(mark));
    }

    private static Action action(Cursor cursor) {
        if (cursor.accept("no", "action")) {
            return Action.NO_ACTION;
        }
        if (cursor.accept("restrict")) {
            return Action.RESTRICT;
        }
        if (cursor.accept("cascade")) {
            return Action.CASCADE;
        }
        cursor.expect("set");
        var action = cursor.accept("null") ? Action.SET_NULL : Action.SET_DEFAULT;
        if (action == Action.SET_DEFAULT) {
            cursor.expect("default");
        }
        if (cursor.seesSymbol("(")) {
            cursor.columns();
        }
        return action;
    }

    /** Whether NOT VALID is among them. Stops at what may belong to a column's next constraint, such as NOT NULL. */
    private static boolean attributes(Cursor cursor) {
        boolean notValid = false;
        boolean reading = true;
        while (reading) {
            boolean here = cursor.accept("not", "valid");
            notValid |= here;
            reading = here
                    || cursor.accept("not", "deferrable")
                    || cursor.accept("deferrable")
                    || cursor.accept("initially", "deferred")
                    || cursor.accept("initially", "immediate")
                    || cursor.accept("no", "inherit")
                    || cursor.accept("not", "enforced")
                    || cursor.accept("enforced");
        }
        return notValid;
    }
}
