package dev.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "schema", description = "Print or install the database schema.")
final class SchemaVerbs extends VerbGroup {}
