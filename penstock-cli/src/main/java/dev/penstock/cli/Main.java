package dev.penstock.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code penstock}: the root of all verbs. A verb is one class of this package, listed in {@code subcommands}. */
@Command(
        name = "penstock",
        description = "Durable workflows for Java on PostgreSQL.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    /** Without a verb there is nothing to do: show what could be done and exit as for any wrong usage. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb");
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"penstock " + read() + " (Java " + Runtime.version() + ")"};
        }

        private static String read() {
            try (var in = Main.class.getResourceAsStream("version.txt")) {
                if (in == null) {
                    throw new IllegalStateException("version.txt is missing from the penstock-cli jar");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
