package dev.penstock.citus.sql;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a rule of the grammar is made of. Given a place it says every place where it may end, so that no choice has to be taken back:
 * a grammar read this way needs no look-ahead and no order among its alternatives.
 */
sealed interface Form {

    /** Every place where this may end when it begins at {@code at}; ascending, none when it does not match. */
    Ends ends(Recognition recognition, int at);

    /** Whether the token can be the first of this. */
    boolean mayBegin(Grammar grammar, Token token);

    /** Whether this can be nothing. */
    boolean mayBeNothing(Grammar grammar);

    /** One token. */
    record Terminal(Predicate<Token> takes) implements Form {
        @Override
        public Ends ends(Recognition recognition, int at) {
            return recognition.takes(takes, at) ? Ends.of(at + 1) : Ends.NONE;
        }

        @Override
        public boolean mayBegin(Grammar grammar, Token token) {
            return takes.test(token);
        }

        @Override
        public boolean mayBeNothing(Grammar grammar) {
            return false;
        }
    }

    record Sequence(List<Form> parts) implements Form {
        @Override
        public Ends ends(Recognition recognition, int at) {
            var ends = Ends.of(at);
            for (Form part : parts) {
                ends = ends.then(part, recognition);
            }
            return ends;
        }

        @Override
        public boolean mayBegin(Grammar grammar, Token token) {
            for (Form part : parts) {
                if (part.mayBegin(grammar, token)) {
                    return true;
                }
                if (!part.mayBeNothing(grammar)) {
                    return false;
                }
            }
            return false;
        }

        @Override
        public boolean mayBeNothing(Grammar grammar) {
            return parts.stream().allMatch(part -> part.mayBeNothing(grammar));
        }
    }

    record Choice(List<Form> alternatives) implements Form {
        @Override
        public Ends ends(Recognition recognition, int at) {
            var ends = Ends.NONE;
            for (Form alternative : alternatives) {
                ends = ends.and(alternative.ends(recognition, at));
            }
            return ends;
        }

        @Override
        public boolean mayBegin(Grammar grammar, Token token) {
            return alternatives.stream().anyMatch(alternative -> alternative.mayBegin(grammar, token));
        }

        @Override
        public boolean mayBeNothing(Grammar grammar) {
            return alternatives.stream().anyMatch(alternative -> alternative.mayBeNothing(grammar));
        }
    }

    record Optional(Form form) implements Form {
        @Override
        public Ends ends(Recognition recognition, int at) {
            return Ends.of(at).and(form.ends(recognition, at));
        }

        @Override
        public boolean mayBegin(Grammar grammar, Token token) {
            return form.mayBegin(grammar, token);
        }

        @Override
        public boolean mayBeNothing(Grammar grammar) {
            return true;
        }
    }

    /** Once at least, with {@code between} between two. */
    record Repeated(Form form, Form between) implements Form {
        @Override
        public Ends ends(Recognition recognition, int at) {
            var found = new Ends.Several();
            var latest = found.add(form.ends(recognition, at));
            while (!latest.isEmpty()) {
                latest = found.add(latest.then(between, recognition).then(form, recognition));
            }
            return found.ends();
        }

        @Override
        public boolean mayBegin(Grammar grammar, Token token) {
            return form.mayBegin(grammar, token);
        }

        @Override
        public boolean mayBeNothing(Grammar grammar) {
            return form.mayBeNothing(grammar);
        }
    }

    /** Nothing, where the form does not match. */
    record Not(Form form) implements Form {
        @Override
        public Ends ends(Recognition recognition, int at) {
            return form.ends(recognition, at).isEmpty() ? Ends.of(at) : Ends.NONE;
        }

        @Override
        public boolean mayBegin(Grammar grammar, Token token) {
            return false;
        }

        @Override
        public boolean mayBeNothing(Grammar grammar) {
            return true;
        }
    }

    /** A rule by its name; the grammar knows what it is. */
    record Named(String rule) implements Form {
        @Override
        public Ends ends(Recognition recognition, int at) {
            return recognition.ends(this, at);
        }

        @Override
        public boolean mayBegin(Grammar grammar, Token token) {
            return grammar.mayBegin(this, token);
        }

        @Override
        public boolean mayBeNothing(Grammar grammar) {
            return grammar.form(this).mayBeNothing(grammar);
        }
    }
}
