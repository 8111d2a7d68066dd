package dev.penstock.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Map;

/**
 * Where a verb writes.
 *
 * @param out answers
 * @param err progress, remarks and errors
 * @param live whether {@code err} is a screen on which a line can be written over
 * @param outColour whether {@code out} shows colours
 * @param errColour whether {@code err} shows colours
 */
public record Terminal(PrintStream out, PrintStream err, boolean live, boolean outColour, boolean errColour) {

    /**
     * The streams of this process.
     *
     * <p>The launcher says in {@code PENSTOCK_TERMINAL} which of them ({@code out}, {@code err}) are terminals: a shell
     * can tell for each, Java only for all of them together. Without it none is one.
     */
    public static Terminal ofProcess(Map<String, String> environment) {
        var terminals =
                Arrays.asList(environment.getOrDefault("PENSTOCK_TERMINAL", "").split(" "));
        boolean able = !environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean colour = able && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                System.out,
                System.err,
                able && terminals.contains("err"),
                colour && terminals.contains("out"),
                colour && terminals.contains("err"));
    }

    /** How to write on {@code out}. */
    public Ink ink() {
        return new Ink(outColour, shows(out.charset()));
    }

    /** How to write on {@code err}. */
    public Ink errInk() {
        return new Ink(errColour, shows(err.charset()));
    }

    private static boolean shows(Charset charset) {
        return charset.newEncoder().canEncode(Ink.SIGNS);
    }
}
