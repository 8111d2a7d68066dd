package dev.penstock.tidy.broken;

import java.sql.PreparedStatement;

public record CoreQueries(PreparedStatement statement) {}
