package dev.penstock.tidy.broken;

import java.nio.file.FileStore;

public record CoreReadsFiles(FileStore file) {}
