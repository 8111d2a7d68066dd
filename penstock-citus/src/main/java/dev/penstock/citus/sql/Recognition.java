package dev.penstock.citus.sql;

/** One reading of a run of tokens by the grammar: what was already found, and how far it got. */
final class Recognition {

    private final Tokens tokens;
    /** Of each token, and of what follows the last one. */
    private final int[] kinds;

    private final int deepest;
    private final Found found = new Found();
    private int furthest;
    private int depth;
    private long readings;

    /** @param deepest how many rules may be open at once: each takes room on the stack */
    Recognition(Kinds kinds, Tokens tokens, int deepest) {
        this.tokens = tokens;
        this.kinds = new int[tokens.size() + 1];
        for (int i = 0; i < tokens.size(); i++) {
            this.kinds[i] = kinds.of(tokens.get(i));
        }
        this.kinds[tokens.size()] = kinds.end();
        this.deepest = deepest;
    }

    /** Errors: the tokens are not what the rule says, from the token on at which no way led further. */
    void expect(Form.Named rule) {
        if (ends(rule, 0).contains(tokens.size())) {
            return;
        }
        if (tokens.isEmpty()) {
            throw new NotUnderstood("nothing is said", new Span(0, 0));
        }
        if (furthest >= tokens.size()) {
            throw new NotUnderstood(
                    "the statement ends too early",
                    tokens.get(tokens.size() - 1).span());
        }
        Token token = tokens.get(furthest);
        throw new NotUnderstood("\"" + token.value() + "\" is not expected here", token.span());
    }

    /** How often a rule was read, which says how long it took. */
    long readings() {
        return readings;
    }

    /** The kind of the token here, at which something is looked for. */
    int kind(int at) {
        furthest = Math.max(furthest, at);
        return kinds[at];
    }

    Ends ends(Form.Named rule, int at) {
        if (!rule.fits(kind(at))) {
            return Ends.NONE;
        }
        var known = found.get(rule, at);
        if (known != null) {
            return known;
        }
        if (++depth > deepest) {
            throw new TooDeep(tokens.get(Math.min(at, tokens.size() - 1)).span());
        }
        readings++;
        var ends = rule.form().ends(this, at);
        depth--;
        found.put(rule, at, ends);
        return ends;
    }

    /** More rules are open at once than there is room for. */
    static final class TooDeep extends NotUnderstood {
        TooDeep(Span at) {
            super("this is nested too deeply", at);
        }
    }
}
