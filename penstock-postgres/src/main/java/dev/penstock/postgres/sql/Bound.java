package dev.penstock.postgres.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement on a connection, its parameters set by name. */
public final class Bound implements AutoCloseable {

    private final List<String> parameters;
    private final PreparedStatement statement;

    Bound(List<String> parameters, PreparedStatement statement) {
        this.parameters = parameters;
        this.statement = statement;
    }

    /** Shape: what the driver takes, arrays of primitives included; an {@link Instant} becomes a timestamptz. */
    public Bound set(String name, @Nullable Object value) throws SQLException {
        var given = value instanceof Instant instant ? OffsetDateTime.ofInstant(instant, ZoneOffset.UTC) : value;
        boolean known = false;
        for (int at = 0; at < parameters.size(); at++) {
            if (parameters.get(at).equals(name)) {
                setAt(at + 1, given);
                known = true;
            }
        }
        if (!known) {
            throw new IllegalArgumentException("the statement has no parameter :" + name);
        }
        return this;
    }

    /** Sets the parameter at a 1-based place, for statements with many. */
    public void setAt(int place, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(place, Types.NULL);
        } else {
            statement.setObject(place, value);
        }
    }

    public ResultSet query() throws SQLException {
        return statement.executeQuery();
    }

    /** The only value of the only row. */
    public <T> @Nullable T value(Class<T> type) throws SQLException {
        try (var rows = query()) {
            rows.next();
            return rows.getObject(1, type);
        }
    }

    /** The first value of each row. */
    public List<String> texts() throws SQLException {
        var found = new ArrayList<String>();
        try (var rows = query()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** How many rows were written. */
    public int write() throws SQLException {
        return statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
