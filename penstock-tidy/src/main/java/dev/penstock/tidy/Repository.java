package dev.penstock.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of this repository as they lie on disk, without what the build or a tool made. */
record Repository(Path root, Set<String> paths) {

    private static final Set<String> DOT_FOLDERS = Set.of(".ci", ".github", ".mvn");
    private static final Pattern TEXT = Pattern.compile(
            ".*\\.(java|sql|md|xml|sh|yaml|yml|json|properties|txt|html|css|js)|.*/(penstock|find-jdk|run)|mvnw|NOTICE");

    /** The repository that the working directory lies in. Maven runs a module's tests in the module's folder. */
    static Repository open() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " holds mvnw");
            }
        }
        return new Repository(at, list(at));
    }

    Stream<Source> sources() {
        return paths.stream().filter(path -> TEXT.matcher(path).matches()).map(this::read);
    }

    private Source read(String path) {
        try {
            return new Source(path, Files.readString(root.resolve(path), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static Set<String> list(Path root) {
        var paths = new TreeSet<String>();
        var visitor = new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean made = name.equals("target") || (name.startsWith(".") && !DOT_FOLDERS.contains(name));
                return made && !folder.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                paths.add(root.relativize(file).toString().replace('\\', '/'));
                return FileVisitResult.CONTINUE;
            }
        };
        try {
            Files.walkFileTree(root, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return paths;
    }
}
