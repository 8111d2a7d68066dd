package dev.penstock.cli.citus;

import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.cli.database.Address;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A plan and the database that it is for. */
final class PlanTarget {

    @Parameters(paramLabel = "PLAN", description = "The file that 'penstock citus plan' wrote.")
    private Path file = Path.of("plan.yaml");

    @Option(
            names = "--url",
            paramLabel = "JDBC-URL",
            description = "The coordinator: jdbc:postgresql://host:port/database. Default: $" + Address.URL)
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who to be there. Default: $" + Address.USER + "; the password is $" + Address.PASSWORD)
    private @Nullable String user;

    /** Errors: {@code PEN-6009}. */
    Plan plan() {
        return PlanFile.read(file);
    }

    Path file() {
        return file;
    }

    /** Errors: none was named, or it is no PostgreSQL → {@code PEN-6008}. */
    DataSource coordinator() {
        var environment = System.getenv();
        String chosen = Optional.ofNullable(url).orElse(environment.get(Address.URL));
        if (chosen == null || !chosen.startsWith("jdbc:postgresql:")) {
            throw new CitusException(
                    CitusErrorCode.INVALID_OPTION,
                    chosen == null
                            ? "no database was named; give --url, or set " + Address.URL
                            : "--url must begin with jdbc:postgresql:");
        }
        String who = Optional.ofNullable(user).orElse(environment.get(Address.USER));
        return new Address(chosen, who, environment.get(Address.PASSWORD)).server();
    }
}
