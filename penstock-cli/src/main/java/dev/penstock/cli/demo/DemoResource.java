package dev.penstock.cli.demo;

import dev.penstock.postgres.sql.Statements;

/** Texts that lie beside the demo's classes: its data and its statements. */
final class DemoResource {

    private DemoResource() {}

    static String text(String name) {
        return Statements.resource("/dev/penstock/cli/demo/" + name);
    }

    /** The statement of that name. */
    static String sql(String name) {
        return text("sql/" + name + ".sql");
    }
}
