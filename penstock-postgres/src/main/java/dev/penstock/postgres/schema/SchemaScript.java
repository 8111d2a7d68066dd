package dev.penstock.postgres.schema;

import dev.penstock.postgres.sql.Statements;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One numbered step of the schema. Once released a script is never changed; a change is a new script.
 *
 * @param text with {@code ${tenant}} in it
 */
record SchemaScript(int version, String name, String text) {

    /** In the order of their versions. */
    static final List<SchemaScript> ALL = List.of(
            script(1, "tables"),
            script(2, "family"),
            script(3, "leases"),
            script(4, "append_runs"),
            script(5, "append_steps"),
            script(6, "append_moves"),
            script(7, "append"),
            script(8, "claim"),
            script(9, "wake"),
            script(10, "start"),
            script(11, "resume"),
            script(12, "queues"),
            script(13, "spread"),
            script(14, "start_attributes"),
            script(15, "settled"));

    private static SchemaScript script(int version, String name) {
        var file = "/dev/penstock/postgres/schema/V%04d__%s.sql".formatted(version, name);
        return new SchemaScript(version, name, Statements.resource(file));
    }

    /** Of the text as it is in the jar, so it is the same for every tenant type. */
    long checksum() {
        var sum = new CRC32C();
        sum.update(text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
