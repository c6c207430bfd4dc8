package tasklog.bench.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tasklog.bench.load.Load;
import tasklog.bench.server.Database;

/**
 * Another process on the same logs. Each line of standard input is an order; it is answered by one line when it is
 * done. It ends with its input, and so with who started it.
 */
public final class Worker implements AutoCloseable {

  /** Takes the callers' part of a measurement on one log. */
  record Order(Database database, Contents contents, Workload workload, int callers, double seconds) {

    String print() {
      return String.join("\t", database.host(), database.port() + "", database.name(), database.parameters(),
          database.user(), database.password(), contents.events() + "", contents.ofLarge() + "",
          contents.eventsOfOne() + "",
          workload.name(), callers + "", seconds + "");
    }

    static Order parse(String line) {
      var words = line.split("\t", -1);
      return new Order(
          new Database(words[0], Integer.parseInt(words[1]), words[2], words[3], words[4], words[5]),
          new Contents(Long.parseLong(words[6]), Integer.parseInt(words[7]), Integer.parseInt(words[8])),
          Workload.valueOf(words[9]), Integer.parseInt(words[10]), Double.parseDouble(words[11]));
    }
  }

  private final Map<Database, FilledLog> logs = new HashMap<>();

  private Worker() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var worker = new Worker()) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(worker.carryOut(Order.parse(line)));
      }
    }
  }

  private String carryOut(Order order) throws InterruptedException {
    var log = logs.computeIfAbsent(order.database(), at -> new FilledLog(at, order.contents()));
    return Load.ofVirtualThreads(order.callers(), order.seconds())
        .run(_ -> order.workload().caller(log)).print();
  }

  @Override
  public void close() {
    logs.values().forEach(FilledLog::close);
  }
}
