package tasklog.cli.tail;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tasklog.cli.console.Refusal;
import tasklog.cli.up.LocalStack;
import tasklog.events.OwnerId;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.EventType;

/** Prints events as they come, one on a line, until Ctrl-C. */
@Command(name = "tail", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Prints the events of the stream in the order of their positions, one on a line, until Ctrl-C.", ""})
public final class Tail implements Callable<Integer> {

  private static final String LOCAL = "127.0.0.1:9092";

  private final Path root;
  private final PrintWriter out;

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--owner", paramLabel = "ID", description = "Only the events of this account.")
  private @Nullable UUID owner;

  @Option(names = "--type", paramLabel = "NAME", split = ",", description = "Only events of these types, such as TaskCreated,TaskDeleted.")
  private @Nullable List<String> types;

  @Option(names = "--from", paramLabel = "PLACE", defaultValue = "now", converter = From.Converter.class, description = "A position, 'beginning' or 'now'; ${DEFAULT-VALUE}.")
  private @Nullable From from;

  @Option(names = "--json", description = "Whole CloudEvents in JSON instead of lines to read.")
  private boolean json;

  @Option(names = "--brokers", paramLabel = "HOST:PORT", description = "Where Kafka is; that of the local stack.")
  private @Nullable String brokers;

  @Option(names = "--config", paramLabel = "FILE", description = "Properties of a Kafka consumer, for TLS and SASL.")
  private @Nullable Path config;

  @Option(names = "--generation", paramLabel = "N", defaultValue = "1", description = "Generation of the topic; ${DEFAULT-VALUE}.")
  private int generation;

  @Option(names = "--data", paramLabel = "FOLDER", description = "Folder of the local stack; .tasklog in the project.")
  private @Nullable Path data;

  private volatile @Nullable EventStream stream;

  /** @param root the folder of the project */
  public Tail(Path root, PrintWriter out) {
    this.root = root;
    this.out = out;
  }

  @Override
  public Integer call() {
    requireKnownTypes();
    var reading = new EventStream(brokers(), configured(), generation);
    stream = reading;
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    Function<Delivered, String> form = json ? Tail::json : line();
    reading.read(from == null ? new From.Now() : from, owner == null ? null : new OwnerId(owner),
        delivered -> !isWanted(delivered) || print(form.apply(delivered)));
    return 0;
  }

  /** Ends it when the line that is being printed is whole. */
  void stop() {
    var reading = stream;
    if (reading == null) return;
    try {
      reading.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A type that was mistyped would show nothing, for ever. */
  private void requireKnownTypes() {
    var known = Stream.of(EventType.values()).map(EventType::eventName).toList();
    for (var type : types == null ? List.<String>of() : types) {
      if (!known.contains(type) && spec != null) {
        throw new ParameterException(spec.commandLine(), "There are no events " + type + "; there are "
            + String.join(", ", known));
      }
    }
  }

  private String brokers() {
    if (brokers != null) return brokers;
    return LocalStack.in(data == null ? LocalStack.defaultFolder(root) : data).map(LocalStack::kafka)
        .orElse(LOCAL);
  }

  private Map<String, String> configured() {
    var properties = new Properties();
    if (config != null) {
      try (var reader = Files.newBufferedReader(config)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new Refusal("The file " + config + " cannot be read: " + e);
      }
    }
    var configured = new HashMap<String, String>();
    properties.stringPropertyNames().forEach(name -> configured.put(name, properties.getProperty(name)));
    return configured;
  }

  private boolean isWanted(Delivered delivered) {
    return (owner == null || delivered.event().owner().value().equals(owner))
        && (types == null || types.contains(delivered.event().eventName()));
  }

  private static String json(Delivered delivered) {
    return CloudEvents.json(delivered.event(), delivered.incarnation(), delivered.previous());
  }

  /** False when nobody reads any more. */
  private boolean print(String line) {
    out.println(line);
    return !out.checkError();
  }

  /** Only a terminal has a width. */
  private static Function<Delivered, String> line() {
    var console = System.console();
    if (console == null || !console.isTerminal()) return delivered -> Line.of(delivered.event());
    int width = new UsageMessageSpec().autoWidth(true).width();
    return delivered -> Line.of(delivered.event(), width);
  }
}
