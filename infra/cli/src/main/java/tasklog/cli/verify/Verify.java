package tasklog.cli.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tasklog.cli.console.Progress;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.db.Target;
import tasklog.cli.db.Where;
import tasklog.cli.up.LocalStack;
import tasklog.cli.verify.Verification.Scope;
import tasklog.database.Database;

/** Compares log, topic and rows. */
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false, exitCodeListHeading = "Exit status:%n", exitCodeList = {
    "0:log, topic and rows are the same", "1:something differs",
    "2:it could not be told"}, description = {
        "Compares log, topic and rows of a Tasklog, which may be running: every event with its record and its row, "
            + "and every row with what the events make of it. Names the first difference and counts all of them.",
        ""})
public final class Verify implements Callable<Integer> {

  private static final int DIFFERENT = 1;
  private static final int UNKNOWN = 2;

  private final Shell shell;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Mixin
  private final Where where = new Where();

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Where the topic is; else as TASKLOG_KAFKA_BOOTSTRAP says.")
  private @Nullable String kafka;

  @Option(names = "--config", paramLabel = "FILE", description = "Properties of a Kafka consumer, for TLS and SASL.")
  private @Nullable Path config;

  @Option(names = "--generation", paramLabel = "N", defaultValue = "1", description = "Generation of the topic and of the offsets; ${DEFAULT-VALUE}.")
  private int generation;

  @Option(names = "--topic", paramLabel = "NAME", description = "Another topic than that of the generation; offsets are not compared with it.")
  private @Nullable String topic;

  @Option(names = "--without-topic", description = "Compares log and rows only; needs no Kafka.")
  private boolean withoutTopic;

  @Option(names = "--owner", paramLabel = "ID", description = "Compares what is of this account only.")
  private @Nullable UUID owner;

  @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30", description = "How long topic or rows may stand still before they are taken as they are; ${DEFAULT-VALUE}.")
  private int patience;

  @Option(names = "--json", description = "The report as JSON.")
  private boolean json;

  public Verify(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try {
      var report = verify();
      if (json) {
        shell.say("%s", report.json());
      } else {
        report.lines().forEach(line -> shell.say("%s", line));
      }
      return report.isEqual() ? 0 : DIFFERENT;
    } catch (Refusal e) {
      return unknown(e.getMessage());
    } catch (SQLException e) {
      return unknown("A database does not answer as it should: " + e.getMessage());
    } catch (KafkaException e) {
      return unknown("Kafka does not answer as it should: " + e.getMessage());
    }
  }

  private int unknown(@Nullable String why) {
    var err = spec.commandLine().getErr();
    err.println("tasklog: " + why);
    err.flush();
    return UNKNOWN;
  }

  private Report verify() throws SQLException {
    var ofLog = where.target(Database.LOG, shell);
    var ofRows = where.target(Database.READ, shell);
    try (var log = connect(ofLog);
        var read = connect(ofRows);
        var reader = withoutTopic ? null : reader(ofLog);
        var progress = Progress.of("Verifying", Verification.PARTS, "parts", quiet())) {
      log.setAutoCommit(false);
      var scope = new Scope(owner, topic == null, Duration.ofSeconds(patience));
      return new Verification(new LogReader(log), new ReadSide(read, generation), reader, scope,
          done -> progress.reached(done)).run();
    }
  }

  /** What nobody watches needs no steps. */
  private static PrintWriter quiet() {
    return new PrintWriter(PrintWriter.nullWriter());
  }

  private static Connection connect(Target target) throws SQLException {
    var connection = target.connect();
    try (var statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
      statement.execute("SET default_transaction_read_only = on");
    }
    return connection;
  }

  private TopicReader reader(Target log) {
    var configured = new HashMap<>(configured());
    configured.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers(log));
    return new TopicReader(configured, topic == null ? "tasklog.events.v1.g" + generation : topic,
        Duration.ofSeconds(patience));
  }

  private String brokers(Target log) {
    var stack = log.folder() == null ? Optional.<LocalStack>empty() : where.local(shell);
    return Optional.ofNullable(kafka)
        .or(() -> stack.map(LocalStack::kafka))
        .or(() -> Optional.ofNullable(shell.environment().get("TASKLOG_KAFKA_BOOTSTRAP")))
        .orElseThrow(() -> new Refusal("Where is the topic? Say --kafka or TASKLOG_KAFKA_BOOTSTRAP, "
            + "or --without-topic"));
  }

  private Map<String, String> configured() {
    var properties = new Properties();
    if (config != null) {
      try (var file = Files.newBufferedReader(config)) {
        properties.load(file);
      } catch (IOException e) {
        throw new Refusal("The file " + config + " cannot be read: " + e);
      }
    }
    var configured = new HashMap<String, String>();
    properties.stringPropertyNames().forEach(name -> configured.put(name, properties.getProperty(name)));
    return configured;
  }
}
