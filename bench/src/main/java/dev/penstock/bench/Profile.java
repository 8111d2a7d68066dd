package dev.penstock.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a contestant's time went, from a flight recording of its JVM and from what its sessions were seen waiting for. */
final class Profile {

    private static final int SHOWN = 15;

    private final Samples byProcessorTime = new Samples();
    private final Samples byThread = new Samples();
    private Duration collecting = Duration.ZERO;

    private Profile() {}

    static String of(Path recording, Map<String, Long> waits) throws IOException {
        var profile = new Profile();
        try (var events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                profile.add(events.readEvent());
            }
        }
        return profile.text(waits);
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.CPUTimeSample" -> byProcessorTime.add(event);
            case "jdk.ExecutionSample" -> byThread.add(event);
            case "jdk.GCPhasePause" -> collecting = collecting.plus(event.getDuration());
            default -> {}
        }
    }

    /** How often which frame was met on a processor. */
    private static final class Samples {
        private final Map<String, Long> frames = new HashMap<>();
        private final Map<String, Long> callers = new HashMap<>();
        private long count;

        void add(RecordedEvent sample) {
            var trace = sample.getStackTrace();
            if (trace == null || trace.getFrames().isEmpty()) {
                return;
            }
            var stack = trace.getFrames();
            count++;
            frames.merge(name(stack.getFirst()), 1L, Long::sum);
            callers.merge(firstOutsideTheJdk(stack).orElse("(only the JDK)"), 1L, Long::sum);
        }
    }

    private static Optional<String> firstOutsideTheJdk(List<RecordedFrame> stack) {
        return stack.stream()
                .map(Profile::name)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun."))
                .findFirst();
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private String text(Map<String, Long> waits) {
        var samples = byProcessorTime.count > 0 ? byProcessorTime : byThread;
        return samples.count + " samples on a processor, " + collecting.toMillis()
                + " ms of garbage collection pauses\n"
                + top("  in the frame itself", samples.frames)
                + top("  on behalf of (first frame outside the JDK)", samples.callers)
                + top("  database sessions were", waits);
    }

    private static String top(String heading, Map<String, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        var text = new StringBuilder(heading).append('\n');
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(e -> text.append(
                        String.format(Locale.ROOT, "    %5.1f %%  %s%n", 100.0 * e.getValue() / total, e.getKey())));
        return text.toString();
    }
}
