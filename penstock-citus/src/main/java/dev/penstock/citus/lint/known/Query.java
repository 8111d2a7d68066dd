package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One level of a query: what it reads and under which conditions. What stands in parentheses is a level of its own.
 *
 * @param relations tables, and functions, in FROM
 * @param conditions what WHERE and ON demand, one by one where AND joins them
 * @param using the columns that joins share by USING
 * @param lock whether rows are locked
 * @param variables of PL/pgSQL that it may name
 */
public record Query(
        List<Relation> relations, List<Tokens> conditions, List<String> using, boolean lock, Set<String> variables) {

    private static final String[] AFTER_FROM = {
        "where",
        "group",
        "having",
        "window",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "returning",
        "union",
        "intersect",
        "except"
    };

    private static final Set<String> NO_ALIAS = Set.of(
            "left",
            "right",
            "full",
            "inner",
            "cross",
            "natural",
            "on",
            "using",
            "join",
            "tablesample",
            "outer",
            "with");

    /** @param function whether it is a function in FROM instead of a table */
    public record Relation(QualifiedName name, String alias, boolean function) {}

    /** The branches of a SELECT that UNION and the like join; one for the other statements. */
    public static List<Query> of(Statement statement, Set<String> variables) {
        return switch (statement) {
            case Statement.Select select -> ofSelect(select.tokens(), variables);
            case Statement.Update update -> List.of(with(update.target(), update.from(), update.where(), variables));
            case Statement.Delete delete -> List.of(with(delete.target(), delete.using(), delete.where(), variables));
            case Statement.Insert insert -> ofSelect(insert.source(), variables);
            default -> List.of();
        };
    }

    private static List<Query> ofSelect(Tokens tokens, Set<String> variables) {
        int select = tokens.flatIndex(0, "select", "perform");
        var main = tokens.from(Math.max(select, 0)).bare();
        return main.byWord("union", "intersect", "except").stream()
                .map(branch -> level(
                        branch.clause("from", AFTER_FROM),
                        branch.clause("where", tail()),
                        branch.flatIndex(0, "for") > 0,
                        variables))
                .toList();
    }

    private static String[] tail() {
        return new String[] {"group", "having", "window", "order", "limit", "offset", "fetch", "for"};
    }

    private static Query with(Statement.Source target, Tokens from, Tokens where, Set<String> variables) {
        var query = level(from, where, false, variables);
        var relations = new ArrayList<Relation>();
        relations.add(new Relation(target.name(), target.alias(), false));
        relations.addAll(query.relations());
        return new Query(relations, query.conditions(), query.using(), false, variables);
    }

    private static Query level(Tokens from, Tokens where, boolean lock, Set<String> variables) {
        var relations = new ArrayList<Relation>();
        var conditions = new ArrayList<Tokens>();
        var using = new ArrayList<String>();
        for (Tokens item : from.byComma()) {
            for (Tokens part : item.byWord("join")) {
                var relation = relation(part);
                if (relation != null) {
                    relations.add(relation);
                }
                conditions.addAll(conjuncts(part.clause("on")));
                var shared = part.clause("using").bare();
                shared.stream().filter(Token::isName).forEach(token -> using.add(token.value()));
            }
        }
        conditions.addAll(conjuncts(where));
        return new Query(relations, conditions, using, lock, variables);
    }

    private static List<Tokens> conjuncts(Tokens condition) {
        return condition.bare().byWord("and").stream()
                .map(Tokens::bare)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static @Nullable Relation relation(Tokens part) {
        int at = part.startsWith("lateral") || part.startsWith("only") ? 1 : 0;
        if (at >= part.size() || !part.get(at).isName()) {
            return null;
        }
        Token first = part.get(at);
        Token last = first;
        String schema = null;
        while (at + 2 < part.size() && part.get(at + 1).isSymbol(".")) {
            schema = last.value();
            at += 2;
            last = part.get(at);
        }
        at++;
        boolean function = at < part.size() && part.get(at).isSymbol("(");
        if (function) {
            at = part.partner(at) + 1;
        }
        if (at < part.size() && (part.get(at).isSymbol("*") || part.get(at).is("as"))) {
            at++;
        }
        boolean alias = at < part.size()
                && part.get(at).isName()
                && !NO_ALIAS.contains(part.get(at).value());
        return new Relation(
                new QualifiedName(schema, last.value(), first.span().to(last.span())),
                alias ? part.get(at).value() : last.value(),
                function);
    }

    /** Whether the rows of this relation are those of one value of the column: a constant, a parameter or a variable. */
    public boolean pins(String alias, String column) {
        return conditions.stream().anyMatch(condition -> {
            int equals = equality(condition);
            return equals > 0
                    && ((isColumn(condition.slice(0, equals), alias, column) && isValue(condition.from(equals + 1)))
                            || (isColumn(condition.from(equals + 1), alias, column)
                                    && isValue(condition.slice(0, equals))));
        });
    }

    /** Whether a condition or USING makes the columns of two relations equal. */
    public boolean joins(String alias, String column, String otherAlias, String otherColumn) {
        return (column.equals(otherColumn) && using.contains(column))
                || (pins(alias, column) && pins(otherAlias, otherColumn))
                || conditions.stream().anyMatch(condition -> {
                    int equals = equality(condition);
                    if (equals < 0) {
                        return false;
                    }
                    var left = condition.slice(0, equals);
                    var right = condition.from(equals + 1);
                    return (isColumn(left, alias, column) && isColumn(right, otherAlias, otherColumn))
                            || (isColumn(right, alias, column) && isColumn(left, otherAlias, otherColumn));
                });
    }

    /** Where {@code =} stands outside of parentheses, or -1. */
    public static int equality(Tokens condition) {
        int depth = 0;
        for (int i = 0; i < condition.size(); i++) {
            Token token = condition.get(i);
            depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
            if (depth == 0 && token.isSymbol("=")) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the side is just this column, bare or behind the alias. */
    public static boolean isColumn(Tokens side, String alias, String column) {
        var bare = side.bare();
        int last = bare.size() - 1;
        if (last < 0 || !bare.get(last).isName() || !bare.get(last).value().equals(column)) {
            return false;
        }
        boolean behindAlias = last >= 2
                && bare.get(last - 1).isSymbol(".")
                && bare.get(last - 2).value().equals(alias);
        return last == 0
                || (behindAlias && (last == 2 || (last == 4 && bare.get(1).isSymbol("."))));
    }

    private boolean isValue(Tokens side) {
        var bare = side.bare();
        boolean column = bare.size() == 3
                && bare.get(1).isSymbol(".")
                && bare.first().isName()
                && !variables.contains(bare.first().value());
        return !bare.isEmpty() && !bare.contain("select") && !column;
    }
}
