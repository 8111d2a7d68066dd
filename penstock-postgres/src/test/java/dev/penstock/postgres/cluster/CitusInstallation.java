package dev.penstock.postgres.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An installed PostgreSQL whose extensions include Citus.
 *
 * @param bin where its programs are
 */
record CitusInstallation(Path bin) {

    /** Folder and name pattern below it, and where the programs are below that. */
    private static final List<List<String>> USUAL = List.of(
            List.of("/usr/lib/postgresql", "*", "bin"),
            List.of("/usr", "pgsql-*", "bin"),
            List.of("/usr/local", "pgsql*", "bin"),
            List.of("/opt/homebrew/opt", "postgresql@*", "bin"),
            List.of("/usr/local/opt", "postgresql@*", "bin"));

    /** The newest of the usual folders and those of the PATH. Cost: one short process for each PostgreSQL. */
    static Optional<CitusInstallation> find() {
        var folders = new ArrayList<Path>();
        for (var usual : USUAL) {
            folders.addAll(matching(Path.of(usual.get(0)), usual.get(1), usual.get(2)));
        }
        String path = System.getenv("PATH");
        if (path != null) {
            Arrays.stream(path.split(File.pathSeparator)).map(Path::of).forEach(folders::add);
        }
        return folders.stream().filter(CitusInstallation::hasCitus).findFirst().map(CitusInstallation::new);
    }

    /** Since 15.19, 16.15, 17.11 and 18.6 the server must be told which output plugins it may load. */
    boolean restrictsOutputPlugins() {
        return said(bin.resolve("postgres"), "--describe-config").contains("output_plugin_libraries");
    }

    /** Some packages bring PostgreSQL's own extensions, others leave them to one more. */
    boolean capturesStatements() {
        return has(bin, "pg_stat_statements");
    }

    private static boolean hasCitus(Path bin) {
        return Files.isExecutable(bin.resolve("pg_config"))
                && Files.isExecutable(bin.resolve("postgres"))
                && has(bin, "citus");
    }

    private static boolean has(Path bin, String extension) {
        String shared = said(bin.resolve("pg_config"), "--sharedir").strip();
        return Files.exists(Path.of(shared, "extension", extension + ".control"));
    }

    private static List<Path> matching(Path folder, String pattern, String below) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var found = Files.newDirectoryStream(folder, pattern)) {
            var folders = new ArrayList<Path>();
            found.forEach(each -> folders.add(each.resolve(below)));
            folders.sort(Comparator.reverseOrder());
            return folders;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String said(Path program, String option) {
        try {
            var process = new ProcessBuilder(program.toString(), option)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream out = process.getInputStream()) {
                return new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
