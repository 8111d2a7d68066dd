package dev.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "runs", description = "List, show, cancel and resume a tenant's runs.")
final class RunsVerbs extends VerbGroup {}
