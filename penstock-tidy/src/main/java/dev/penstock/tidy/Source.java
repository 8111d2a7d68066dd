package dev.penstock.tidy;

/** A text file of the repository; the path is relative to its root and has forward slashes. */
record Source(String path, String text) {

    boolean isJava() {
        return path.endsWith(".java");
    }

    boolean isTest() {
        return path.contains("/src/test/");
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The line that a character stands on, counted from one. */
    int lineOf(int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }
}
