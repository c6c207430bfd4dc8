package tasklog.bench.queries;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tasklog.bench.baseline.PgBench;
import tasklog.bench.baseline.PlainInserts;
import tasklog.bench.report.Figure;
import tasklog.bench.report.Progress;
import tasklog.bench.server.NotMeasurable;
import tasklog.bench.server.Server;
import tasklog.bench.stream.ReadSide;
import tasklog.local.Ports;

/**
 * Pages of 50 tasks as clients get them: from projection-service in a process of its own, at whose Kafka nothing happens,
 * by wrk over 64 connections with one token. Beside it single-row INSERT + commit with as many connections, right before and after.
 */
final class HttpPages {

  static final String RATIO = "pages of 50 over HTTP, to inserts";

  private static final int CONNECTIONS = 64;
  private static final int SECONDS = 10;
  private static final int INSERT_SECONDS = 5;
  private static final int WARM_UP_SECONDS = 240;
  private static final int ROUNDS = 5;
  private static final int PATIENCE_SECONDS = 180;

  /** As long as that of an event that creates a task. */
  private static final String PAYLOAD = "x".repeat(350);

  private final ReadSide readSide;
  private final Server server;
  private final Progress progress;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  HttpPages(ReadSide readSide, Server server, Progress progress) {
    this.readSide = readSide;
    this.server = server;
    this.progress = progress;
  }

  List<Figure> measure() throws IOException, InterruptedException {
    var plain = server.newDatabase("plain");
    var port = Ports.free();
    try (var inserts = new PlainInserts(plain, CONNECTIONS);
        var issuer = new Issuer();
        var service = readSide.serve(port, Map.of("TASKLOG_JWKS_URI", issuer.keys().toString()))) {
      var wrk = new Wrk(URI.create("http://127.0.0.1:" + port + "/v1/tasks"),
          issuer.token(QueriesPlan.LARGE));
      await(service, port, issuer.token(QueriesPlan.LARGE));
      progress.say("Warming up HTTP for %d s", WARM_UP_SECONDS);
      wrk.warmUp(CONNECTIONS, WARM_UP_SECONDS);
      var pgBench = PgBench.installed(plain);
      if (pgBench.isEmpty()) inserts.run(WARM_UP_SECONDS / 6.0, PAYLOAD);
      var before = insert(inserts, pgBench.orElse(null));
      for (int round = 1; round <= ROUNDS; round++) {
        service.requireAlive();
        var pages = wrk.run(CONNECTIONS, SECONDS);
        inserts.clear();
        var after = insert(inserts, pgBench.orElse(null));
        keep("pages of 50 over HTTP, a second", pages.perSecond());
        keep("pages of 50 over HTTP, p99 in ms", pages.p99());
        keep("inserts, a second", (before + after) / 2);
        keep(RATIO, pages.perSecond() * 2 / (before + after));
        before = after;
      }
    }
    return figures.entrySet().stream().map(kept -> new Figure(kept.getKey(), "", kept.getValue())).toList();
  }

  private static double insert(PlainInserts inserts, @Nullable PgBench tool)
      throws InterruptedException {
    return tool == null
        ? inserts.run(INSERT_SECONDS, PAYLOAD).perSecond()
        : tool.run(CONNECTIONS, INSERT_SECONDS, PAYLOAD).perSecond();
  }

  private static void await(ReadSide.Service service, int port, String token)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/tasks"))
        .header("Authorization", "Bearer " + token).build();
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try (var http = HttpClient.newHttpClient()) {
      while (true) {
        service.requireAlive();
        try {
          var answer = http.send(request, BodyHandlers.ofString());
          if (answer.statusCode() == 200) return;
          if (System.nanoTime() > end) throw new NotMeasurable("A page is answered by " + answer.body());
        } catch (IOException e) {
          if (System.nanoTime() > end) throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private void keep(String name, double value) {
    figures.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    progress.say("%-40s %12.2f", name, value);
  }
}
