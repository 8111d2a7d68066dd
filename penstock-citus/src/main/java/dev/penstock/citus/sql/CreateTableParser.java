package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.List;

/** CREATE TABLE, after the word TABLE. */
final class CreateTableParser {

    private final Tokens whole;
    private final Cursor cursor;
    private final boolean temporary;
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private final List<QualifiedName> like = new ArrayList<>();
    private List<QualifiedName> inherits = List.of();
    private boolean partitioned;
    private boolean asQuery;

    CreateTableParser(Tokens whole, Cursor cursor, boolean temporary) {
        this.whole = whole;
        this.cursor = cursor;
        this.temporary = temporary;
    }

    Statement parse() {
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        var name = cursor.qualifiedName();
        QualifiedName partitionOf = null;
        if (cursor.accept("partition", "of")) {
            partitionOf = cursor.qualifiedName();
            elements(false);
            bounds();
        } else if (cursor.accept("of")) {
            cursor.qualifiedName();
            elements(false);
        } else {
            elements(!whole.contain("as"));
        }
        tail();
        return new Statement.CreateTable(
                whole,
                name,
                temporary,
                ifNotExists,
                List.copyOf(columns),
                List.copyOf(constraints),
                inherits,
                List.copyOf(like),
                partitioned,
                partitionOf,
                asQuery);
    }

    private void elements(boolean typed) {
        if (!cursor.seesSymbol("(")) {
            if (typed) {
                throw cursor.unexpected("(");
            }
            return;
        }
        for (Tokens element : cursor.group().byComma()) {
            if (element.isEmpty()) {
                throw new NotUnderstood("nothing stands between two commas", whole.span());
            }
            element(new Cursor(element), typed);
        }
    }

    private void element(Cursor element, boolean typed) {
        if (element.accept("like")) {
            like.add(element.qualifiedName());
            while (element.acceptAny("including", "excluding")) {
                element.name();
            }
            element.expectEnd();
        } else if (ConstraintParser.begins(element)) {
            constraints.add(ConstraintParser.ofTable(element));
            element.expectEnd();
        } else {
            columns.add(ColumnParser.column(element, typed));
        }
    }

    private void bounds() {
        if (cursor.accept("default")) {
            return;
        }
        cursor.expect("for", "values");
        if (cursor.accept("in") || cursor.accept("with")) {
            cursor.group();
        } else {
            cursor.expect("from");
            cursor.group();
            cursor.expect("to");
            cursor.group();
        }
    }

    private void tail() {
        while (!cursor.atEnd()) {
            if (cursor.accept("inherits")) {
                inherits = new Cursor(cursor.group()).qualifiedNames();
            } else if (cursor.accept("partition", "by")) {
                partitioned = true;
                cursor.name();
                cursor.group();
            } else if (cursor.acceptAny("using", "tablespace") || cursor.accept("without")) {
                cursor.name();
            } else if (cursor.accept("with")) {
                cursor.group();
            } else if (cursor.accept("on", "commit")) {
                cursor.until("as", "tablespace");
            } else if (cursor.accept("as")) {
                asQuery = true;
                cursor.rest();
            } else {
                cursor.expectEnd();
            }
        }
    }
}
