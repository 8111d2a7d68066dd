package dev.penstock.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, false, linux-amd64, postgres-linux-x86_64.txz",
        "Linux, aarch64, false, linux-arm64v8, postgres-linux-arm_64.txz",
        "Linux, amd64, true, linux-amd64-alpine, postgres-linux-x86_64-alpine_linux.txz",
        "Linux, aarch64, true, linux-arm64v8-alpine, postgres-linux-arm_64-alpine_linux.txz",
        "Mac OS X, x86_64, false, darwin-amd64, postgres-darwin-x86_64.txz",
        "Mac OS X, aarch64, false, darwin-arm64v8, postgres-darwin-arm_64.txz",
        "Windows 11, amd64, false, windows-amd64, postgres-windows-x86_64.txz",
    })
    void binariesArePublishedFor(String system, String processor, boolean musl, String artifact, String archive) {
        assertThat(Platform.of(system, processor, musl)).contains(new Platform(artifact, archive));
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "SunOS, amd64", "FreeBSD, amd64", "Windows 11, aarch64"})
    void binariesAreNotPublishedFor(String system, String processor) {
        assertThat(Platform.of(system, processor, false)).isEmpty();
    }

    @Test
    void binariesOfThisMachineAreOnTheClassPath() {
        assertThat(Platform.current())
                .hasValueSatisfying(platform -> assertThat(getClass().getResource("/" + platform.archive()))
                        .isNotNull());
    }
}
