package dev.penstock.tidy.broken;

import java.nio.file.Path;

public record CoreReadsFiles(Path path) {}
