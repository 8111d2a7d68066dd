package dev.penstock.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {

    @ParameterizedTest
    @CsvSource({
        "PANIC:  could not write to file \"pg_wal/xlogtemp.7\": No space left on device, free some space",
        "HINT:  Check free disk space., free some space",
        "FATAL:  could not map anonymous shared memory: Cannot allocate memory, shared_buffers",
        "LOG:  unrecognized configuration parameter \"work_men\", Correct the setting",
        "FATAL:  data directory \"/d\" has wrong ownership, user who owns the files",
        "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use, choose another",
    })
    void knownTroubleComesWithWhatToDo(String said, String advice) {
        assertThat(Advice.on(said, "")).contains(advice);
    }

    @Test
    void otherTroubleComesWithWhatTheCallerKnows() {
        assertThat(Advice.on("FATAL:  out of luck", "otherwise")).isEqualTo("otherwise");
    }
}
