package dev.penstock.postgres.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Connections to several hosts, each tried first in its turn: the driver's own {@code loadBalanceHosts} draws lots, which
 * leaves a host without any now and then.
 */
final class Spread {

    private static final Pattern HOSTS = Pattern.compile("^jdbc:postgresql://([^/?]*,[^/?]*)(.*)$");
    private static final String WANTED = "loadBalanceHosts=true";

    private Spread() {}

    /** Over the hosts of the URL, when it has several and wants that; else as the driver does it. */
    static DataSource over(String url, Function<String, DataSource> server) {
        var hosts = HOSTS.matcher(url);
        if (!url.contains(WANTED) || !hosts.matches()) {
            return server.apply(url);
        }
        var order = new ArrayList<>(List.of(hosts.group(1).split(",")));
        var rest = hosts.group(2).replace(WANTED, "loadBalanceHosts=false");
        var turns = new ArrayList<DataSource>();
        for (int at = 0; at < order.size(); at++) {
            turns.add(server.apply("jdbc:postgresql://" + String.join(",", order) + rest));
            order.add(order.removeFirst());
        }
        return inTurn(List.copyOf(turns));
    }

    private static DataSource inTurn(List<DataSource> turns) {
        var next = new AtomicInteger();
        return Opened.by(
                () -> turns.get(Math.floorMod(next.getAndIncrement(), turns.size()))
                        .getConnection(),
                turns.getFirst());
    }
}
