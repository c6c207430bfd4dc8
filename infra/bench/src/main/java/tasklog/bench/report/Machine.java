package tasklog.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where it was measured.
 *
 * @param load how many processes wanted a processor in the minute before; a quiet machine has next to none
 */
public record Machine(String system, String processor, int cores, long memoryBytes, String java,
    double load) {

  public static Machine here() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(system.getName() + " " + system.getVersion() + " " + system.getArch(), processorName(),
        system.getAvailableProcessors(), system.getTotalMemorySize(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
        system.getSystemLoadAverage());
  }

  private static String processorName() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name")).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("");
    } catch (IOException e) {
      return ""; // not a Linux
    }
  }
}
