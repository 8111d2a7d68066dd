package dev.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "queues", description = "List queues and set their limits.")
final class QueuesVerbs extends VerbGroup {}
