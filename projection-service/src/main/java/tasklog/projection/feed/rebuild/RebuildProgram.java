package tasklog.projection.feed.rebuild;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tasklog.projection.feed.StreamScan.Stopped;
import tasklog.projection.feed.StreamScans;
import tasklog.projection.feed.View;
import tasklog.projection.feed.rebuild.Outcome.Different;
import tasklog.projection.feed.rebuild.Outcome.Swapped;

/**
 * Projection-service in another mode, with the settings of the service: {@code rebuild [VIEW…] [--accept-differences]
 * [--abort]}. It says on standard output how far it is, in lines {@code progress VIEW STEP DONE ALL}, and what its user
 * has to know in lines that begin with {@code tasklog:}.
 */
public final class RebuildProgram {

  private static final Logger LOG = LoggerFactory.getLogger(RebuildProgram.class);

  /** What the process ends with. */
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int DIFFERENT = 3;

  /** It ends when its standard input does, so that it does not outlive who has started it. */
  private static final String ATTENDED = "--attended";
  private static final String ACCEPT = "--accept-differences";
  private static final String ABORT = "--abort";

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String[] SETTINGS = {
      "--spring.datasource.hikari.connection-init-sql=" + Connections.INIT,
      "--spring.datasource.hikari.maximum-pool-size=8",
      "--spring.datasource.hikari.minimum-idle=1",
      "--spring.datasource.hikari.connection-timeout=30000",
      "--spring.datasource.hikari.data-source-properties.socketTimeout=0",
      "--spring.datasource.hikari.data-source-properties.ApplicationName=tasklog-rebuild",
      "--spring.main.log-startup-info=false",
      "--logging.level.root=warn",
      "--logging.level.tasklog=info"};

  private final Map<String, View> views;
  private final Rebuilds rebuilds;
  private final PrintStream out;

  private RebuildProgram(ConfigurableApplicationContext context, PrintStream out) {
    this.views = context.getBeansOfType(View.class).values().stream()
        .collect(Collectors.toMap(View::name, Function.identity(), (one, _) -> one, TreeMap::new));
    this.rebuilds = new Rebuilds(context.getBean(Database.class), context.getBean(StreamScans.class),
        this::progress, PATIENCE);
    this.out = out;
  }

  /** @return what the process should end with */
  public static int run(List<String> arguments) {
    if (arguments.contains(ATTENDED)) {
      Thread.ofPlatform().daemon().name("attendant").start(RebuildProgram::endWithInput);
    }
    var out = System.out;
    var application = new SpringApplicationBuilder(Wiring.class).web(WebApplicationType.NONE);
    try (var context = application.run(SETTINGS)) {
      return new RebuildProgram(context, out).call(arguments);
    } catch (Refused | Stopped known) {
      return failed(out, known);
    } catch (KafkaException | SQLException fault) {
      LOG.error("The rebuild has failed", fault);
      return failed(out, fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private static int failed(PrintStream out, Exception fault) {
    out.println("tasklog: " + fault.getMessage());
    return FAILED;
  }

  private static void endWithInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("The standard input has ended", e);
    }
    Runtime.getRuntime().halt(FAILED);
  }

  private int call(List<String> arguments) throws SQLException, InterruptedException {
    if (arguments.contains(ABORT)) {
      rebuilds.abort();
      return DONE;
    }
    var names = arguments.stream().filter(argument -> !argument.startsWith("--")).toList();
    if (!views.keySet().containsAll(names)) {
      out.println("tasklog: There are the views " + String.join(", ", views.keySet()));
      return MISUSED;
    }
    var code = DONE;
    for (var name : names.isEmpty() ? views.keySet() : names) {
      var outcome = rebuilds.run(requireNonNull(views.get(name)), arguments.contains(ACCEPT));
      code = Math.max(code, tell(name, outcome));
    }
    return code;
  }

  private int tell(String view, Outcome outcome) {
    return switch (outcome) {
      case Swapped(var differences) -> {
        differences.forEach(difference -> out.println("tasklog: " + difference));
        out.println("tasklog: View " + view + " is rebuilt" + (differences.isEmpty()
            ? ", and is as it was"
            : ", and is not as it was"));
        yield DONE;
      }
      case Different(var differences) -> {
        differences.forEach(difference -> out.println("tasklog: " + difference));
        out.println("tasklog: View " + view + " is not as it was, and was not replaced: " + ACCEPT
            + " replaces it, --abort removes what was made");
        yield DIFFERENT;
      }
    };
  }

  private void progress(String view, Step step, long done, long all) {
    out.println("progress " + view + " " + step.name().toLowerCase(Locale.ROOT) + " " + done + " " + all);
  }
}
