package dev.penstock.citus.lint.known;

/** A CHECK; the expression with single blanks between its tokens. */
public record Check(String name, String expression, boolean validated) {

    /** Whether it says that this column is not null, and nothing else. */
    public boolean forbidsNull(String column) {
        String plain = expression.replaceAll("[()]", " ").strip().replaceAll("\\s+", " ");
        return plain.equals(column + " is not null");
    }
}
