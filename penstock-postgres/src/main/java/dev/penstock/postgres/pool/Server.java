package dev.penstock.postgres.pool;

import com.zaxxer.hikari.util.DriverDataSource;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.sql.UuidArray;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A server by its URL, with the driver's settings that Penstock wants unless the URL says otherwise. */
public final class Server {

    private static final String SHAPE = "jdbc:postgresql:";
    private static final String SOCKET_TIMEOUT = "socketTimeout";
    private static final int SILENCE_MS = 60_000;

    private Server() {}

    /**
     * Each connection it gives is a new one, to several hosts in turns when the URL says {@code loadBalanceHosts=true}.
     *
     * <p>Shape: {@code jdbc:postgresql://host:port/database}, several hosts and parameters as the driver takes them.
     * Errors: another shape → {@code PEN-1010}, without the URL, which may carry a password.
     */
    public static DataSource at(String url, @Nullable String user, @Nullable String password) {
        if (!url.startsWith(SHAPE)) {
            throw unusable();
        }
        try {
            return patient(url, Spread.over(url, of -> new DriverDataSource(of, null, settings(), user, password)));
        } catch (RuntimeException notTheDriversShape) {
            throw unusable();
        }
    }

    /** For what is asked of a server there is more time than for what it says to who comes in. */
    private static DataSource patient(String url, DataSource server) {
        return url.contains(SOCKET_TIMEOUT)
                ? server
                : Opened.by(
                        () -> {
                            var connection = server.getConnection();
                            connection.setNetworkTimeout(Runnable::run, SILENCE_MS);
                            return connection;
                        },
                        server);
    }

    private static PenstockException unusable() {
        return new PenstockException(
                ErrorCode.INVALID_OPTION,
                "the database URL is not usable; accepted is jdbc:postgresql://host:port/database");
    }

    private static Properties settings() {
        var settings = new Properties();
        settings.setProperty("ApplicationName", "penstock");
        settings.setProperty("tcpKeepAlive", "true");
        settings.setProperty("connectTimeout", "10");
        settings.setProperty(SOCKET_TIMEOUT, "5");
        settings.setProperty("prepareThreshold", "1");
        settings.setProperty("binaryTransferEnable", UuidArray.TRANSFER);
        return settings;
    }
}
