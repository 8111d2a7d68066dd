package dev.penstock.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An installed PostgreSQL whose extensions include Citus.
 *
 * @param bin where its programs are
 */
public record CitusInstallation(Path bin) {

    /** Where installed versions stand beside each other, and the pattern of their folders. */
    private static final List<List<String>> USUAL =
            List.of(List.of("/usr/lib/postgresql", "*"), List.of("/usr", "pgsql-*"), List.of("/usr/local", "pgsql*"));

    /** The newest in a usual place. Cost: a short process for each PostgreSQL. */
    public static Optional<CitusInstallation> find() {
        return USUAL.stream()
                .flatMap(usual -> matching(Path.of(usual.get(0)), usual.get(1)).stream())
                .map(folder -> new CitusInstallation(folder.resolve("bin")))
                .filter(CitusInstallation::hasCitus)
                .findFirst();
    }

    static CitusInstallation find(@Nullable Path pgBin) {
        var found = pgBin == null
                ? find()
                : Optional.of(new CitusInstallation(pgBin)).filter(CitusInstallation::hasCitus);
        return found.orElseThrow(() ->
                new IllegalStateException((pgBin == null ? "no installed PostgreSQL" : pgBin + " is of no PostgreSQL")
                        + " with the extension citus; name the programs of one with --pg-bin DIR"));
    }

    /** Some minors want to be told which output plugins they may load. */
    boolean restrictsOutputPlugins() {
        return said(bin.resolve("postgres"), "--describe-config").contains("output_plugin_libraries");
    }

    private boolean hasCitus() {
        return Files.isExecutable(bin.resolve("postgres"))
                && Files.isExecutable(bin.resolve("pg_config"))
                && Files.exists(
                        Path.of(said(bin.resolve("pg_config"), "--sharedir").strip(), "extension", "citus.control"));
    }

    private static List<Path> matching(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var found = Files.newDirectoryStream(folder, pattern)) {
            var folders = new ArrayList<Path>();
            found.forEach(folders::add);
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
            try (InputStream output = process.getInputStream()) {
                return new String(output.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            return "";
        }
    }
}
