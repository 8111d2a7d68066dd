package dev.penstock.citus.sql;

import java.util.Map;
import java.util.Set;

/** Spells types as the server's {@code format_type} does, so that text and catalog can be compared. */
public final class TypeNames {

    private static final Map<String, String> CANONICAL = Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("int4", "integer"),
            Map.entry("int2", "smallint"),
            Map.entry("int8", "bigint"),
            Map.entry("bool", "boolean"),
            Map.entry("varchar", "character varying"),
            Map.entry("char varying", "character varying"),
            Map.entry("char", "character"),
            Map.entry("bpchar", "character"),
            Map.entry("float8", "double precision"),
            Map.entry("float", "double precision"),
            Map.entry("float4", "real"),
            Map.entry("decimal", "numeric"),
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("timestamp", "timestamp without time zone"),
            Map.entry("timetz", "time with time zone"),
            Map.entry("time", "time without time zone"),
            Map.entry("varbit", "bit varying"));

    /** After the first word of a type: double precision, character varying, timestamp(3) with time zone, interval year to month. */
    private static final Set<String> GOES_ON = Set.of(
            "precision",
            "varying",
            "character",
            "char",
            "with",
            "without",
            "time",
            "zone",
            "array",
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "to");

    private TypeNames() {}

    /** Errors: a word that no type goes on with, such as an option of a column that is not known here. */
    static String of(Tokens type) {
        var text = new StringBuilder();
        boolean word = false;
        int depth = 0;
        for (Token token : (Iterable<Token>) type.stream()::iterator) {
            depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
            if (depth == 0 && word && token.isName() && !GOES_ON.contains(token.value())) {
                throw new NotUnderstood("no type goes on with \"" + token.value() + "\"", token.span());
            }
            text.append(word && token.isName() ? " " : "").append(token.value());
            word = token.isName() || token.isSymbol(")") || token.isSymbol("]");
        }
        return canonical(text.toString());
    }

    public static String canonical(String type) {
        String plain = type.startsWith("pg_catalog.") ? type.substring("pg_catalog.".length()) : type;
        int modifiers = plain.indexOf('(');
        int array = plain.indexOf('[');
        int base = modifiers >= 0 ? modifiers : array >= 0 ? array : plain.length();
        String name = plain.substring(0, base);
        return CANONICAL.getOrDefault(name, name) + plain.substring(base);
    }

    /** The type alone, without length or precision: what colocation compares. */
    public static String withoutModifiers(String type) {
        return type.replaceFirst("\\([^)]*\\)", "");
    }
}
