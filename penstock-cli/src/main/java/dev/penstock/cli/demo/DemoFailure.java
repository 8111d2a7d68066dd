package dev.penstock.cli.demo;

/** The demo cannot go on; the message says what it saw. */
public final class DemoFailure extends RuntimeException {

    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
