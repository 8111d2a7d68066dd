package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Constraint.Action;
import java.util.List;

/** A foreign key; no target columns when the target's primary key is meant. */
public record ForeignKey(
        String name,
        List<String> columns,
        TableName target,
        List<String> targetColumns,
        Action onDelete,
        Action onUpdate,
        boolean validated) {

    ForeignKey withName(String value) {
        return new ForeignKey(value, columns, target, targetColumns, onDelete, onUpdate, validated);
    }

    ForeignKey withTarget(TableName value) {
        return new ForeignKey(name, columns, value, targetColumns, onDelete, onUpdate, validated);
    }

    ForeignKey withColumns(List<String> own, List<String> ofTarget) {
        return new ForeignKey(name, own, target, ofTarget, onDelete, onUpdate, validated);
    }

    ForeignKey withValidated() {
        return new ForeignKey(name, columns, target, targetColumns, onDelete, onUpdate, true);
    }
}
