package dev.penstock.cli;

import dev.penstock.postgres.sql.TenantType;
import picocli.CommandLine.Option;

/** The type of the tenant column, which cannot change after installation. */
final class TenantTypeOption {

    @Option(
            names = "--tenant-type",
            paramLabel = "TYPE",
            defaultValue = "text",
            description = "Type of the tenant column: text, uuid or bigint. Default: text")
    private String label = "text";

    /** Errors: none of the three → {@code PEN-1010}. */
    TenantType value() {
        return TenantType.ofLabel(label);
    }
}
