package dev.penstock.cli.citus;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.lint.JsonFormat;
import dev.penstock.citus.lint.Linter;
import dev.penstock.citus.lint.Report;
import dev.penstock.citus.lint.SarifFormat;
import dev.penstock.citus.lint.Source;
import dev.penstock.citus.lint.TextFormat;
import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.known.LiveKnown;
import dev.penstock.citus.lint.trace.Scratch;
import dev.penstock.cli.database.Address;
import dev.penstock.cli.terminal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is dangerous about migrations. */
@Command(
        name = "lint",
        description = {
            "Say what is dangerous about migrations on Citus before they run.",
            "The files are read in the order given, as one history; with --url it begins at the live database.",
            "With --trace they are also run, in databases made for it on a scratch cluster, and never in one that was there."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 nothing found; 1 something found; 2 wrong usage, or something could not be read."
        })
public final class LintCommand implements Callable<Integer> {

    private static final int CLEAN = 0;
    private static final int FOUND = 1;
    private static final int UNREADABLE = 2;

    /** How findings are written. */
    enum Format {
        TEXT,
        JSON,
        SARIF
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Migrations, in the order in which they run.")
    private List<Path> files = List.of();

    @Option(
            names = "--format",
            description = "${COMPLETION-CANDIDATES}; text unless given, in any case.",
            defaultValue = "TEXT")
    private Format format = Format.TEXT;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description =
                    "Take tables that neither the files nor the database describe to be distributed by this column.")
    private @Nullable String column;

    @Option(
            names = "--url",
            paramLabel = "JDBC-URL",
            description =
                    "The database that the migrations will run on: its tables are known too. Default: none is asked."
                            + " With --trace: one on the coordinator of a scratch cluster")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who to be there; the password is $" + Address.PASSWORD)
    private @Nullable String user;

    @Option(
            names = "--trace",
            description =
                    "Run the files too, and say which locks they take on tables and shards, what they rewrite and what"
                            + " they leave half done. They run in databases that are made for it on the servers of --url's cluster,"
                            + " as a role that may nothing outside of them, and that are dropped afterwards.")
    private boolean trace;

    @Option(
            names = "--base",
            paramLabel = "FILE",
            description = "With --trace: what is there before the files, such as pg_dump --schema-only --no-owner"
                    + " --no-privileges writes. May be repeated.")
    private List<Path> bases = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            var report = trace ? traced() : new Linter(known(), column).lint(sources());
            var out = spec.commandLine().getOut();
            out.print(written(report));
            out.flush();
            return report.clean() ? CLEAN : FOUND;
        } catch (IOException e) {
            spec.commandLine().getErr().println("penstock: a file could not be read: " + e.getMessage());
        } catch (CitusException e) {
            spec.commandLine().getErr().println("penstock: " + e.getMessage());
        } catch (SQLException e) {
            spec.commandLine().getErr().println("penstock: the database could not be read: " + e.getMessage());
        }
        return UNREADABLE;
    }

    private String written(Report report) {
        return switch (format) {
            case TEXT -> TextFormat.of(report);
            case JSON -> Json.ascii(JsonFormat.of(report));
            case SARIF -> Json.ascii(SarifFormat.of(report));
        };
    }

    private Report traced() throws IOException {
        if (url == null) {
            throw new CitusException(
                    CitusErrorCode.INVALID_OPTION, "--trace needs --url, of the coordinator of a scratch cluster");
        }
        var sources = sources();
        try (var scratch = Scratch.beside(url, user, System.getenv(Address.PASSWORD))) {
            for (Path base : bases) {
                scratch.base(base.toString(), Files.readString(base, StandardCharsets.UTF_8));
            }
            var known = LiveKnown.of(scratch.catalog(), List.of("public"));
            return new Linter(known, column).lint(sources, scratch::trace);
        }
    }

    private Known known() throws SQLException {
        if (url == null) {
            return Known.NOTHING;
        }
        try (var connection = new Address(url, user, System.getenv(Address.PASSWORD)).connect()) {
            return LiveKnown.of(CatalogReader.read(connection, ReadOptions.all()), searchPath(connection));
        }
    }

    private static List<String> searchPath(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select unnest(current_schemas(false))")) {
            var path = new ArrayList<String>();
            while (rows.next()) {
                path.add(rows.getString(1));
            }
            return path.isEmpty() ? List.of("public") : path;
        }
    }

    private List<Source> sources() throws IOException {
        var sources = new ArrayList<Source>();
        for (Path file : files) {
            sources.add(new Source(
                    file.toString(),
                    Files.readString(file, StandardCharsets.UTF_8),
                    textOf(Path.of(file + ".conf")),
                    flywayConfig(file.toAbsolutePath())));
        }
        return sources;
    }

    /** The configuration of Flyway that lies nearest above the file. */
    private static @Nullable String flywayConfig(Path file) throws IOException {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            for (String name : List.of("flyway.toml", "flyway.conf", "conf/flyway.conf")) {
                String text = textOf(folder.resolve(name));
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }

    private static @Nullable String textOf(Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : null;
    }
}
