package dev.penstock.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TroubleTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
        08006, An I/O error occurred while sending to the backend., GONE
        57P01, terminating connection due to administrator command, GONE
        25006, cannot execute INSERT in a read-only transaction,    GONE
        40P01, deadlock detected,                                   RETRY
        0A000, cached plan must not change result type,             RETRY
        XX000, could not find valid entry for shard 102047,         RETRY
        XX000, cache lookup failed for function 24601,              RETRY
        42883, function penstock.append_102008(…) does not exist,   RETRY
        42883, function app.charge(uuid) does not exist,            REFUSED
        55P03, canceling statement due to lock timeout,             LOCKED
        XX000, invalid memory alloc request size 1073741824,        REFUSED
        23505, duplicate key value violates unique constraint,      REFUSED
        """)
    void what_an_error_asks_of_us(String state, String message, Trouble trouble) {
        assertThat(Trouble.of(new SQLException(message, state))).isEqualTo(trouble);
    }
}
