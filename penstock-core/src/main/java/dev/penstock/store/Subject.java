package dev.penstock.store;

/** Whose concurrency is limited: a queue or a tenant. */
public record Subject(Kind kind, String name) {

    /** What a subject is. */
    public enum Kind {
        QUEUE,
        TENANT
    }

    public static Subject queue(String name) {
        return new Subject(Kind.QUEUE, name);
    }

    public static Subject tenant(String name) {
        return new Subject(Kind.TENANT, name);
    }
}
