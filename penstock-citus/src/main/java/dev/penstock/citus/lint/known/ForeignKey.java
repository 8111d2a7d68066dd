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
        boolean validated) {}
