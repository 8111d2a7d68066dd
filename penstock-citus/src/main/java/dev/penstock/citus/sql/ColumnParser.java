package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column with its type and constraints, as in CREATE TABLE and ADD COLUMN. */
final class ColumnParser {

    /** What may follow a type or a default. None of them is a type, and none can go on with an expression of a default. */
    private static final String[] FOLLOWS = {
        "constraint",
        "not",
        "null",
        "default",
        "primary",
        "unique",
        "check",
        "references",
        "collate",
        "generated",
        "deferrable",
        "initially",
        "storage",
        "compression",
        "no",
        "enforced",
        "options"
    };

    private final Cursor cursor;
    private final List<Constraint> constraints = new ArrayList<>();
    private @Nullable String collation;
    private boolean notNull;
    private boolean identity;
    private boolean generated;
    private Tokens defaultValue = Tokens.NONE;

    private ColumnParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** @param typed whether a type must follow the name; not in CREATE TABLE … AS, OF and PARTITION OF */
    static ColumnDefinition column(Cursor cursor, boolean typed) {
        return new ColumnParser(cursor).parse(typed);
    }

    private ColumnDefinition parse(boolean typed) {
        int mark = cursor.mark();
        Token name = cursor.nameToken();
        cursor.accept("with", "options");
        var type = cursor.until(FOLLOWS);
        if (type.isEmpty() && typed) {
            throw cursor.unexpected("a type");
        }
        if (!type.isEmpty() && !type.first().isName()) {
            throw new NotUnderstood(
                    "\"" + type.first().value() + "\" is not a type",
                    type.first().span());
        }
        while (!cursor.atEnd()) {
            qualifier(name.value());
        }
        return new ColumnDefinition(
                name.value(),
                TypeNames.of(type),
                collation,
                notNull,
                identity,
                generated,
                defaultValue,
                List.copyOf(constraints),
                cursor.spanSince(mark));
    }

    private void qualifier(String column) {
        int mark = cursor.mark();
        String name = cursor.accept("constraint") ? cursor.name() : null;
        if (cursor.accept("not", "null")) {
            notNull = true;
            cursor.accept("no", "inherit");
        } else if (cursor.accept("null")) {
            notNull = false;
        } else if (cursor.accept("default")) {
            defaultValue = expression();
        } else if (cursor.accept("collate")) {
            collation = cursor.qualifiedName().name();
        } else if (cursor.accept("generated")) {
            generated(cursor);
        } else if (cursor.sees("not", "enforced") || cursor.sees("not", "deferrable")) {
            cursor.next();
            cursor.next();
        } else if (cursor.acceptAny("deferrable", "enforced")) {
            // Says when the constraint before is checked.
        } else if (cursor.accept("initially")) {
            cursor.next();
        } else if (cursor.acceptAny("storage", "compression")) {
            cursor.next();
        } else if (cursor.accept("options")) {
            cursor.group();
        } else {
            notNull |= cursor.sees("primary");
            constraints.add(ConstraintParser.ofColumn(cursor, name, column, mark));
        }
    }

    /** One token at least: a default may be NULL. */
    private Tokens expression() {
        int mark = cursor.mark();
        if (cursor.seesSymbol("(")) {
            cursor.group();
        } else {
            cursor.next();
        }
        cursor.until(FOLLOWS);
        return cursor.since(mark);
    }

    private void generated(Cursor cursor) {
        if (cursor.accept("by")) {
            cursor.expect("default");
        } else {
            cursor.expect("always");
        }
        cursor.expect("as");
        if (cursor.accept("identity")) {
            identity = true;
            notNull = true;
            if (cursor.seesSymbol("(")) {
                cursor.group();
            }
        } else {
            generated = true;
            cursor.group();
            cursor.acceptAny("stored", "virtual");
        }
    }
}
