package tasklog.projection.feed.rebuild;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import tasklog.projection.feed.StreamScan.Stopped;
import tasklog.projection.feed.StreamScans;
import tasklog.projection.feed.View;
import tasklog.projection.feed.rebuild.Outcome.Different;
import tasklog.projection.feed.rebuild.Outcome.Swapped;

/**
 * The program of {@code infra/tasklog rebuild}: {@link Rebuilds} with the settings of a projection service, from the same
 * variables. It serves nothing, migrates nothing, and is no part of any consumer group.
 */
public final class RebuildProgram {

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
      "--logging.level.root=warn"};

  private final Map<String, View> views;
  private final Rebuilds rebuilds;
  private final PrintStream out;

  private RebuildProgram(ApplicationContext context, PrintStream out) {
    this.views = context.getBeansOfType(View.class).values().stream()
        .collect(Collectors.toMap(View::name, Function.identity(), (one, _) -> one, TreeMap::new));
    this.rebuilds = new Rebuilds(context.getBean(Database.class), context.getBean(StreamScans.class),
        new ConsoleProgress(out), PATIENCE);
    this.out = out;
  }

  /** @param args names of views, {@value #ACCEPT}, {@value #ABORT} */
  public static void main(String[] args) throws SQLException, InterruptedException {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> arguments) throws SQLException, InterruptedException {
    var application = new SpringApplicationBuilder(Wiring.class).web(WebApplicationType.NONE)
        .logStartupInfo(false);
    try (var context = application.run(SETTINGS)) {
      return new RebuildProgram(context, System.out).call(arguments);
    } catch (Refused | Stopped | KafkaException known) {
      System.err.println("tasklog: " + known.getMessage());
      return 1;
    }
  }

  private int call(List<String> arguments) throws SQLException, InterruptedException {
    if (arguments.contains(ABORT)) {
      rebuilds.abort();
      return 0;
    }
    var names = arguments.stream().filter(argument -> !argument.startsWith("--")).toList();
    if (!views.keySet().containsAll(names)) {
      throw new Refused("There are the views " + String.join(", ", views.keySet()));
    }
    var wanted = (names.isEmpty() ? views.keySet() : names).stream()
        .distinct().map(name -> requireNonNull(views.get(name))).toList();
    rebuilds.begin(wanted);
    for (var view : wanted) {
      if (!isReplaced(view, arguments.contains(ACCEPT))) {
        return 1;
      }
    }
    return 0;
  }

  private boolean isReplaced(View view, boolean accept) throws SQLException, InterruptedException {
    return switch (rebuilds.run(view, accept)) {
      case Swapped(var differences) -> {
        tell(differences);
        out.println(view.name() + ": rebuilt" + (differences.isEmpty()
            ? ", all rows are as they were"
            : ", the rows are not as they were"));
        yield true;
      }
      case Different(var differences) -> {
        tell(differences);
        if (isConfirmed()) {
          yield isReplaced(view, true);
        }
        out.println(view.name() + ": not replaced, since the rows would not be as they were; " + ACCEPT
            + " replaces them, " + ABORT + " removes what was made");
        yield false;
      }
    };
  }

  private void tell(List<String> differences) {
    differences.forEach(out::println);
  }

  private static boolean isConfirmed() {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return false;
    }
    var answer = console.readLine("Replace the rows? [y/N] ");
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }
}
