package tasklog.bench.store;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tasklog.bench.load.Measured;

/** Other processes that work on the same logs as this one, as further instances of the service do. */
final class Workers implements AutoCloseable {

  private record One(Process process, BufferedWriter orders, BufferedReader answers) {

    static One start() {
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      try {
        var process = new ProcessBuilder(java, "-Xmx512m", "-cp", System.getProperty("java.class.path"),
            Worker.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new One(process, process.outputWriter(StandardCharsets.UTF_8),
            process.inputReader(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void tell(Worker.Order order) {
      try {
        orders.write(order.print());
        orders.newLine();
        orders.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Measured answer() {
      try {
        var line = answers.readLine();
        if (line == null) throw new IllegalStateException("A process has ended before its measurement");
        return Measured.parse(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final List<One> all = new ArrayList<>();

  Workers(int count) {
    while (all.size() < count) {
      all.add(One.start());
    }
  }

  int count() {
    return all.size();
  }

  /** Lets so many of them work at the same time; returns what all their callers met together. */
  Measured run(int processes, Worker.Order order) {
    var working = all.subList(0, processes);
    working.forEach(one -> one.tell(order)); // they wait for it: none begins later than it takes to write a line
    return working.stream().map(One::answer).reduce(Measured::and).orElseThrow();
  }

  @Override
  public void close() {
    for (var one : all) {
      try {
        one.orders.close();
        one.process.waitFor();
      } catch (IOException e) {
        one.process.destroyForcibly();
      } catch (InterruptedException e) {
        one.process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
