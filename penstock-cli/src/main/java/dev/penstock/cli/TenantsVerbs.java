package dev.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "tenants", description = "List what tenants may use, and change it.")
final class TenantsVerbs extends VerbGroup {}
