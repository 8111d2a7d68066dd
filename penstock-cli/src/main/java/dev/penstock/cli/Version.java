package dev.penstock.cli;

import dev.penstock.postgres.sql.Statements;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "penstock " + Statements.resource("/dev/penstock/cli/version.txt").strip() + " (Java " + Runtime.version()
                    + ")"
        };
    }
}
