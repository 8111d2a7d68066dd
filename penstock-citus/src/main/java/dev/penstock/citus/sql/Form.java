package dev.penstock.citus.sql;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule of the grammar is made of. Given a place it says every place where it may end, so that no choice has to be taken back:
 * a grammar read this way needs no look-ahead and no order among its alternatives. Most forms are out of the question at most
 * places, which the kind of the token there says before anything is tried.
 *
 * <p>Threads: safe once settled.
 */
abstract sealed class Form {

    private @Nullable BitSet first;
    private @Nullable Boolean nothing;

    /** Every place where this may end when it begins at {@code at}; ascending, none when it does not match. */
    abstract Ends ends(Recognition recognition, int at);

    abstract List<? extends Form> parts();

    abstract BitSet findFirst();

    abstract boolean findNothing();

    /** The kinds of tokens that it can begin with. */
    final BitSet first() {
        var known = first;
        if (known == null) {
            known = findFirst();
            first = known;
        }
        return known;
    }

    /** Whether this can be nothing. */
    final boolean mayBeNothing() {
        var known = nothing;
        if (known == null) {
            known = findNothing();
            nothing = known;
        }
        return known;
    }

    final boolean fits(int kind) {
        return mayBeNothing() || first().get(kind);
    }

    /** Works out beforehand what is asked while reading. */
    void settle() {
        first();
        mayBeNothing();
        parts().forEach(Form::settle);
    }

    /** One token. */
    static final class Terminal extends Form {
        private final BitSet takes;

        Terminal(BitSet takes) {
            this.takes = takes;
        }

        @Override
        Ends ends(Recognition recognition, int at) {
            return takes.get(recognition.kind(at)) ? Ends.of(at + 1) : Ends.NONE;
        }

        @Override
        List<Form> parts() {
            return List.of();
        }

        @Override
        BitSet findFirst() {
            return takes;
        }

        @Override
        boolean findNothing() {
            return false;
        }
    }

    static final class Sequence extends Form {
        private final List<Form> parts;

        Sequence(List<Form> parts) {
            this.parts = parts;
        }

        @Override
        Ends ends(Recognition recognition, int at) {
            var ends = Ends.of(at);
            for (Form part : parts) {
                ends = ends.then(part, recognition);
                if (ends.isEmpty()) {
                    return ends;
                }
            }
            return ends;
        }

        @Override
        List<Form> parts() {
            return parts;
        }

        @Override
        BitSet findFirst() {
            var first = new BitSet();
            for (Form part : parts) {
                first.or(part.first());
                if (!part.mayBeNothing()) {
                    break;
                }
            }
            return first;
        }

        @Override
        boolean findNothing() {
            return parts.stream().allMatch(Form::mayBeNothing);
        }
    }

    static final class Choice extends Form {
        private final List<Form> alternatives;

        Choice(List<Form> alternatives) {
            this.alternatives = alternatives;
        }

        @Override
        Ends ends(Recognition recognition, int at) {
            var ends = Ends.NONE;
            int kind = recognition.kind(at);
            for (Form alternative : alternatives) {
                if (alternative.fits(kind)) {
                    ends = ends.and(alternative.ends(recognition, at));
                }
            }
            return ends;
        }

        @Override
        List<Form> parts() {
            return alternatives;
        }

        @Override
        BitSet findFirst() {
            var first = new BitSet();
            alternatives.forEach(alternative -> first.or(alternative.first()));
            return first;
        }

        @Override
        boolean findNothing() {
            return alternatives.stream().anyMatch(Form::mayBeNothing);
        }
    }

    static final class Optional extends Form {
        private final Form form;

        Optional(Form form) {
            this.form = form;
        }

        @Override
        Ends ends(Recognition recognition, int at) {
            var nothing = Ends.of(at);
            return form.fits(recognition.kind(at)) ? nothing.and(form.ends(recognition, at)) : nothing;
        }

        @Override
        List<Form> parts() {
            return List.of(form);
        }

        @Override
        BitSet findFirst() {
            return form.first();
        }

        @Override
        boolean findNothing() {
            return true;
        }
    }

    /** Once at least, with {@code between} between two. */
    static final class Repeated extends Form {
        private final Form form;
        private final Form between;

        Repeated(Form form, Form between) {
            this.form = form;
            this.between = between;
        }

        @Override
        Ends ends(Recognition recognition, int at) {
            var latest = form.ends(recognition, at);
            var next = next(latest, recognition);
            if (next.isEmpty()) {
                return latest;
            }
            var found = new Ends.Several();
            found.add(latest);
            latest = found.add(next);
            while (!latest.isEmpty()) {
                latest = found.add(next(latest, recognition));
            }
            return found.ends();
        }

        private Ends next(Ends latest, Recognition recognition) {
            return latest.then(between, recognition).then(form, recognition);
        }

        @Override
        List<Form> parts() {
            return List.of(form, between);
        }

        @Override
        BitSet findFirst() {
            return form.first();
        }

        @Override
        boolean findNothing() {
            return form.mayBeNothing();
        }
    }

    /** Nothing, where the form does not match. */
    static final class Not extends Form {
        private final Form form;

        Not(Form form) {
            this.form = form;
        }

        @Override
        Ends ends(Recognition recognition, int at) {
            return form.ends(recognition, at).isEmpty() ? Ends.of(at) : Ends.NONE;
        }

        @Override
        List<Form> parts() {
            return List.of(form);
        }

        @Override
        BitSet findFirst() {
            return new BitSet();
        }

        @Override
        boolean findNothing() {
            return true;
        }
    }

    /** A rule by its name. */
    static final class Named extends Form {
        private final String rule;
        private final int number;
        private @Nullable Form form;

        Named(String rule, int number) {
            this.rule = rule;
            this.number = number;
        }

        int number() {
            return number;
        }

        void define(Form as) {
            if (form != null) {
                throw new IllegalStateException("two rules of the syntax are called " + rule);
            }
            form = as;
        }

        Form form() {
            if (form == null) {
                throw new IllegalStateException("the syntax has no rule " + rule);
            }
            return form;
        }

        @Override
        Ends ends(Recognition recognition, int at) {
            return recognition.ends(this, at);
        }

        @Override
        List<Form> parts() {
            return List.of();
        }

        @Override
        BitSet findFirst() {
            return form().first();
        }

        @Override
        boolean findNothing() {
            return form().mayBeNothing();
        }
    }
}
