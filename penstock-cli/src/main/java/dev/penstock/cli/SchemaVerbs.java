package dev.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "schema", description = "Print, install or upgrade the database schema.")
final class SchemaVerbs extends VerbGroup {}
