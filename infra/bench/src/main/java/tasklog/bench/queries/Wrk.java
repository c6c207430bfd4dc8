package tasklog.bench.queries;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tasklog.bench.server.NotMeasurable;

/** Clients that ask for the same again and again, by the program wrk, which takes little of the machine. */
record Wrk(URI uri, String token) {

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)");
  private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

  /** @param p99 in milliseconds */
  record Answered(double perSecond, double p99) {}

  /** Whatever is answered: a cold service may keep some waiting for too long. */
  void warmUp(int connections, int seconds) throws IOException, InterruptedException {
    output(connections, seconds);
  }

  /** @throws NotMeasurable when something else than a page was answered */
  Answered run(int connections, int seconds) throws IOException, InterruptedException {
    var output = output(connections, seconds);
    if (WRONG.matcher(output).find()) throw new NotMeasurable("wrk: " + output);
    var p99 = P99.matcher(output);
    var rate = RATE.matcher(output);
    if (!rate.find() || !p99.find()) throw new NotMeasurable("wrk: " + output);
    return new Answered(Double.parseDouble(rate.group(1)), Double.parseDouble(p99.group(1))
        * switch (p99.group(2)) {
          case "us" -> 0.001;
          case "ms" -> 1;
          default -> 1_000;
        });
  }

  private String output(int connections, int seconds) throws IOException, InterruptedException {
    var process = start(connections, seconds);
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) throw new NotMeasurable("wrk: " + output);
      return output;
    } finally {
      process.destroy();
    }
  }

  private Process start(int connections, int seconds) {
    try {
      return new ProcessBuilder("wrk", "-t2", "-c" + connections, "-d" + seconds, "--latency", "-H",
          "Authorization: Bearer " + token, uri.toString()).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new NotMeasurable("HTTP is measured by wrk, which is not installed");
    }
  }
}
