package dev.penstock.citus.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Statements to compare with the server: those beside the tests, or of a folder of the reader's own. */
final class Corpus {

    private Corpus() {}

    static List<Script> own() {
        return List.of(resource("corpus.sql"));
    }

    /** DO blocks of PL/pgSQL. */
    static Script bodies() {
        return resource("bodies.sql");
    }

    private static Script resource(String name) {
        try (var in = Corpus.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the tests");
            }
            return Script.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Script> folder(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .map(Corpus::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Script read(Path file) {
        try {
            return Script.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
