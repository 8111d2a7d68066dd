package dev.penstock.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostmasterPidTest {

    @Test
    void readyServerIsReadWhole() {
        var lines = List.of(
                "7061", "/store/data", "1795201140", "54999", "", "127.0.0.1", "  2146398        35", "ready   ");

        assertThat(PostmasterPid.parse(lines)).contains(new PostmasterPid(7061, 54_999, true));
    }

    @Test
    void serverThatStartsOrStopsIsNotReady() {
        var started = List.of("7061", "/store/data", "1795201140", "54999", "");
        var stopping = List.of("7061", "/store/data", "1795201140", "54999", "", "127.0.0.1", "1 1", "stopping");

        assertThat(PostmasterPid.parse(started)).contains(new PostmasterPid(7061, 54_999, false));
        assertThat(PostmasterPid.parse(stopping)).contains(new PostmasterPid(7061, 54_999, false));
    }

    @Test
    void tornFileSaysNothing() {
        assertThat(PostmasterPid.parse(List.of())).isEmpty();
        assertThat(PostmasterPid.parse(List.of("7061", "/store/data", "17952"))).isEmpty();
        assertThat(PostmasterPid.parse(List.of("\0\0\0", "", "", ""))).isEmpty();
    }

    @Test
    void processIsNoServerUntilItNamesTheDirectory() {
        var self = new PostmasterPid(ProcessHandle.current().pid(), 1, true);

        assertThat(self.isServerOf(Path.of("/store/data"))).isFalse();
        assertThat(new PostmasterPid(Integer.MAX_VALUE, 1, true).isServerOf(Path.of("/store/data")))
                .isFalse();
        assertThat(new PostmasterPid(-1, 1, true).isServerOf(Path.of("/store/data")))
                .isFalse();
    }
}
