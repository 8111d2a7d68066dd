package dev.penstock.citus.lint.known;

/** A table, view or sequence with its schema. */
public record TableName(String schema, String name) {

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
