package dev.penstock.postgres.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.contract.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final int SIZE = 3;

    private final TestDatabase database = TestDatabase.create();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Connections all;

    @BeforeEach
    void open() {
        all = Connections.pooling(Server.at(database.jdbcUrl(), database.user(), database.password()), SIZE);
    }

    @AfterEach
    void close() throws Exception {
        goOn.countDown();
        try (database) {
            all.close();
        }
    }

    @Test
    void crowdThatStaysLeavesConnectionsForTheOthers() throws Exception {
        var crowd = all.leaving(1);
        var ends = IntStream.range(0, 10 * SIZE)
                .mapToObj(at -> inBackground(crowd))
                .toList();
        Await.until(
                "the crowd has all that it may have, and the rest of it waits",
                () -> inside.get() >= SIZE - 1
                        && threads.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));

        var otherIn = new AtomicBoolean();
        var other = inBackground(all, () -> otherIn.set(true));

        Await.until("another has one", otherIn::get);
        assertThat(ends).noneMatch(CompletableFuture::isDone);
        goOn.countDown();
        assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ends)
                .allSatisfy(end -> assertThat(end.get(30, TimeUnit.SECONDS)).isTrue());
    }

    @Test
    void thereIsOneForACrowdEvenWhereThereIsOnlyOne() throws Exception {
        goOn.countDown();

        assertThat(inBackground(all.leaving(SIZE)).get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closedForAllIsClosedForTheCrowd() throws Exception {
        var crowd = all.leaving(1);
        all.close();

        assertThatThrownBy(() -> crowd.once(connection -> true))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_CLOSED));
    }

    private CompletableFuture<Boolean> inBackground(Connections connections) {
        return inBackground(connections, inside::incrementAndGet);
    }

    private CompletableFuture<Boolean> inBackground(Connections connections, Runnable entered) {
        var done = new CompletableFuture<Boolean>();
        threads.add(Thread.ofPlatform().daemon().start(() -> {
            try {
                done.complete(connections.once(connection -> {
                    entered.run();
                    Await.open("all may go on", goOn);
                    return connection.isValid(1);
                }));
            } catch (Exception | AssertionError e) {
                done.completeExceptionally(e);
            }
        }));
        return done;
    }
}
