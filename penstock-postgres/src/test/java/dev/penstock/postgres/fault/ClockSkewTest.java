package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.Penstock;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.contract.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * FAILURES 6: a worker whose machine's clock is an hour off fires no timer early or late, keeps its lease while it lives,
 * and loses it when it dies. Its process is given a clock of its own, where there is a C compiler to make one.
 */
class ClockSkewTest {

    private static final String CLOCK = """
            #define _GNU_SOURCE
            #include <stdlib.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>
            static long off(void) { const char *s = getenv("CLOCK_OFF"); return s ? atol(s) : 0; }
            int clock_gettime(clockid_t id, struct timespec *t) {
                int r = syscall(SYS_clock_gettime, id, t);
                if (r == 0 && id == CLOCK_REALTIME) t->tv_sec += off();
                return r;
            }
            int gettimeofday(struct timeval *restrict t, void *restrict z) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                t->tv_sec = now.tv_sec;
                t->tv_usec = now.tv_nsec / 1000;
                return 0;
            }
            """;

    private final TestDatabase database = TestDatabase.create();

    @TempDir
    private Path folder;

    @AfterEach
    void drop() {
        database.close();
    }

    /** The second number: after how many milliseconds a waiting run leaves memory, so that it wakes by a timer or a claim. */
    @ParameterizedTest
    @CsvSource({"3600, 60000", "3600, 0", "-3600, 60000", "-3600, 0"})
    void a_worker_goes_by_the_database(int secondsOff, int evictAfter) throws Exception {
        var environment = Map.of("LD_PRELOAD", clock().toString(), "CLOCK_OFF", Integer.toString(secondsOff));
        try (var skewed = ChildJvm.start(
                environment,
                WorkerWithSkewedClock.class,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                evictAfter)) {
            assertThat(Duration.between(databaseTime(), Instant.parse(skewed.hear())))
                    .as("how far the worker's clock is off")
                    .isBetween(Duration.ofSeconds(secondsOff - 60), Duration.ofSeconds(secondsOff + 60));

            assertThat(skewed.hear()).isEqualTo("awake");

            assertThat(Load.count(
                            database,
                            "select (extract(epoch from completed_at - created_at) * 1000)::bigint from penstock.run"))
                    .as("milliseconds that the run took")
                    .isBetween(WorkerWithSkewedClock.NAP.toMillis(), 60_000L);
            try (var other = Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                    .worker(options -> options.withWorker("other").withLease(Duration.ofSeconds(1)))
                    .start()) {
                assertThat(ended())
                        .as("leases that ended while their worker lived")
                        .isZero();
                skewed.kill();
                Await.until("the lease of the dead worker has ended", () -> ended() == 1);
            }
        }
    }

    private long ended() {
        return Load.count(
                database, "select count(*) from penstock.worker where name = 'skewed' and ended_at is not null");
    }

    private Instant databaseTime() {
        return Instant.ofEpochSecond(Load.count(database, "select extract(epoch from clock_timestamp())::bigint"));
    }

    private Path clock() throws IOException, InterruptedException {
        var source = Files.writeString(folder.resolve("clock.c"), CLOCK);
        var made = folder.resolve("clock.so");
        assumeTrue(compiles("cc", "-shared", "-fPIC", "-o", made.toString(), source.toString()), "no C compiler");
        return made;
    }

    private static boolean compiles(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException noCompiler) {
            return false;
        }
    }
}
