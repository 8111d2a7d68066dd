package dev.penstock.tidy;

/** A place that breaks a rule, and what to do about it. */
record Finding(String path, int line, String advice) {

    @Override
    public String toString() {
        return path + ":" + line + ": " + advice;
    }
}
