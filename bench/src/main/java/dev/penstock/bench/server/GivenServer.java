package dev.penstock.bench.server;

import java.nio.file.Path;
import java.util.Optional;

/** A server that the caller runs; the bench only makes and drops databases of its own in it. */
public final class GivenServer implements Server {

    private final String address;
    private final String home;
    private final String user;
    private final String password;

    /** @param url JDBC address of a database whose user may create databases, without parameters */
    public GivenServer(String url, String user, String password) {
        int slash = url.lastIndexOf('/');
        if (!url.startsWith("jdbc:postgresql://") || slash < "jdbc:postgresql://".length() || url.contains("?")) {
            throw new IllegalArgumentException("expected --url jdbc:postgresql://HOST:PORT/DATABASE, got " + url);
        }
        address = url.substring(0, slash + 1);
        home = url.substring(slash + 1);
        this.user = user;
        this.password = password;
    }

    @Override
    public String url(String database) {
        return address + database;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String home() {
        return home;
    }

    @Override
    public boolean owned() {
        return false;
    }

    @Override
    public Optional<Path> folder() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
