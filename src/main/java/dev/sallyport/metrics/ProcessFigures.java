package dev.sallyport.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What every exporter tells of its process, under the names that Prometheus' own libraries use (proc(5)). */
public final class ProcessFigures {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +([0-9]+) ");
    /** USER_HZ, the same on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcessFigures() {}

    /** What the kernel does not tell is left out. */
    public static List<Family> families(Instant started) {
        List<Family> families = new ArrayList<>();
        families.add(Family.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.",
                started.toEpochMilli() / 1000.0));
        cpuSeconds().ifPresent(seconds -> families.add(Family.counter("process_cpu_seconds_total",
                "Processor time used, in seconds.", seconds)));
        number("status", RESIDENT).ifPresent(kibibytes -> families.add(Family.gauge("process_resident_memory_bytes",
                "Resident memory.", kibibytes * 1024)));
        number("limits", OPEN_FILES).ifPresent(most -> families.add(Family.gauge("process_max_fds",
                "How many files may be open.", most)));
        openFiles().ifPresent(open -> families.add(Family.gauge("process_open_fds", "Open files.", open)));
        Runtime java = Runtime.getRuntime();
        families.add(Family.gauge("sallyport_heap_used_bytes", "Java's heap in use, with what is not collected yet.",
                java.totalMemory() - java.freeMemory()));
        families.add(Family.gauge("sallyport_heap_max_bytes", "The most that Java's heap may take.", java.maxMemory()));
        return families;
    }

    /** Fields 14 and 15; the second one may hold anything, between brackets. */
    private static OptionalDouble cpuSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return OptionalDouble.of((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND);
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return OptionalDouble.of(files.count());
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble number(String file, Pattern line) {
        try {
            Matcher found = line.matcher(Files.readString(Path.of("/proc/self", file)));
            return found.find() ? OptionalDouble.of(Double.parseDouble(found.group(1))) : OptionalDouble.empty();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
