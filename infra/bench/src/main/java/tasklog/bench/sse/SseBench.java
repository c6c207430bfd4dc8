package tasklog.bench.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tasklog.bench.report.Machine;
import tasklog.bench.server.NotMeasurable;

/** Opens streams of events on a Tasklog that runs, and measures what they cost and how fast events reach them. */
@Command(name = "sse", mixinStandardHelpOptions = true, sortOptions = false, description = "Opens streams of events on a running Tasklog; measures memory, and how long an event takes to all of them.")
public final class SseBench implements Callable<Integer> {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final PrintWriter out;

  @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "Of the API (default: ${DEFAULT-VALUE}).")
  private URI url = URI.create("");

  @Option(names = "--streams-url", paramLabel = "URL", description = "Where streams are opened: projection-service, or what is in front of it (default: --url).")
  private @Nullable URI streamsUrl;

  @Option(names = "--pid", description = "Of projection-service: its memory is shown too.")
  private @Nullable Long pid;

  @Option(names = "--streams", defaultValue = "2000", description = "To be open at the same time (default: ${DEFAULT-VALUE}).")
  private int streams;

  @Option(names = "--accounts", defaultValue = "20", description = "Whose they are (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Option(names = "--changes", defaultValue = "100", description = "Made one after the other (default: ${DEFAULT-VALUE}).")
  private int changes;

  public SseBench(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    tell("%s, load %.1f", Machine.here().processor(), Machine.here().load());
    var owners = new ArrayList<Account>();
    for (var number = 0; number < accounts; number++)
      owners.add(Account.register(url));
    var listeners = new ArrayList<List<Listener>>();
    try {
      memory("before");
      var begin = System.nanoTime();
      for (var owner : owners)
        listeners.add(open(owner, streams / accounts));
      tell("%,d streams of %,d accounts are open after %.1f s", streams / accounts * accounts, accounts,
          (System.nanoTime() - begin) / 1e9);
      memory("with all streams");
      var each = new Histogram(3);
      var last = new Histogram(3);
      for (var change = 0; change < changes; change++) {
        measure(owners.get(change % accounts), listeners.get(change % accounts), each, last);
      }
      tell("From the answer to a write to a stream that hears of it: p50 %.1f, p99 %.1f, most %.1f ms; to the"
          + " last of %,d: p50 %.1f, p99 %.1f ms", ms(each, 50), ms(each, 99), ms(each, 100),
          streams / accounts, ms(last, 50), ms(last, 99));
      memory("after the changes");
    } finally {
      for (var ofOne : listeners)
        for (var listener : ofOne)
          listener.close();
    }
    return 0;
  }

  private List<Listener> open(Account owner, int number) throws IOException {
    var open = new ArrayList<Listener>();
    for (var stream = 0; stream < number; stream++) {
      open.add(new Listener(streamsUrl == null ? url : streamsUrl, owner.token()));
    }
    return open;
  }

  private static void measure(Account owner, List<Listener> listeners, Histogram each, Histogram last)
      throws IOException, InterruptedException {
    var position = owner.change();
    var answered = System.nanoTime();
    var longest = 0L;
    for (var listener : listeners) {
      var heard = listener.heard(position);
      for (; heard == null; heard = listener.heard(position)) {
        if (System.nanoTime() - answered > PATIENCE)
          throw new NotMeasurable("A stream has missed " + position);
        TimeUnit.MILLISECONDS.sleep(1);
      }
      var took = Math.max(0, heard - answered);
      each.recordValue(took);
      longest = Math.max(longest, took);
    }
    last.recordValue(longest);
  }

  /** What is resident, and what is left of the heap after a collection. */
  private void memory(String when) throws IOException, InterruptedException {
    if (pid == null) return;
    jcmd("GC.run");
    var used = USED.matcher(jcmd("GC.heap_info"));
    var resident = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS")).findFirst().orElse("VmRSS: unknown").substring(6).strip();
    tell("Memory %s: heap %,d kB, resident %s", when, used.find() ? Long.parseLong(used.group(1)) : -1,
        resident);
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process = new ProcessBuilder(jcmd, String.valueOf(pid), command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) throw new NotMeasurable("jcmd " + command + " has failed: " + said);
    return said;
  }

  private static double ms(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }

  private void tell(String form, Object... values) {
    out.println(String.format(Locale.ROOT, form, values));
    out.flush();
  }
}
