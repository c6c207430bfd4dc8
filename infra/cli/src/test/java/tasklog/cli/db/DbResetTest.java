package tasklog.cli.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.cli.Tasklog;
import tasklog.cli.console.Shell;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

class DbResetTest {

  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final String EVENTS = "tasklog.events.v1.g4711";
  private static final String CHECKPOINTS = "tasklog.checkpoints.v1.g4711";
  private static final String EVENT = """
      INSERT INTO event VALUES (1, 1, 1, now(), now(), gen_random_uuid(), gen_random_uuid(), 't', '1', 'a', '', '', '')
      """;

  private static final TestDatabase LOG = TestPostgres.newDatabase("reset_log");
  private static final TestDatabase READ = TestPostgres.newDatabase("reset_read");

  private final Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));

  @BeforeEach
  void fill() throws Exception {
    db("migrate", "--yes");
    execute(LOG, "TRUNCATE event; " + EVENT);
    execute(READ,
        "TRUNCATE projection_offset; INSERT INTO projection_offset (view, generation, topic_id, partition)"
            + " VALUES ('task', 1, gen_random_uuid(), 0)");
    admin.createTopics(List.of(new NewTopic(EVENTS, 3, (short) 1), new NewTopic(CHECKPOINTS, 1, (short) 1),
        new NewTopic("others.v1.g1", 1, (short) 1))).all().get();
  }

  @AfterEach
  void close() throws Exception {
    mark(LOG, "test");
    var left = Set.copyOf(admin.listTopics().names().get());
    admin.deleteTopics(Stream.of(EVENTS, CHECKPOINTS, "others.v1.g1").filter(left::contains).toList()).all()
        .get();
    admin.close();
  }

  @Test
  void everything_goes_together_and_can_begin_again() throws Exception {
    var before = incarnation();
    publish("/tasklog/" + before);
    var said = db("reset", "--yes");
    assertThat(said).contains("Everything is removed from log (command-service) at ",
        CHECKPOINTS + ", " + EVENTS,
        "All is empty");
    assertThat(query(LOG, "SELECT count(*) FROM event")).isEqualTo("0");
    assertThat(query(READ, "SELECT count(*) FROM projection_offset")).isEqualTo("0");
    assertThat(incarnation()).isNotEqualTo(before);
    assertThat(query(READ, "SELECT count(*) FROM cursor_key")).isEqualTo("1");
    assertThat(admin.listTopics().names().get()).contains("others.v1.g1").doesNotContain(EVENTS, CHECKPOINTS);
    assertThat(db("info")).containsPattern("(?s)drift: none.*drift: none").doesNotContain("pending");
    assertThat(db("reset", "--yes")).contains("All is empty");
  }

  @Test
  void nothing_goes_without_a_yes() throws Exception {
    assertThat(db("reset")).contains("Nothing was done; --yes says that it may be");
    untouched();
  }

  /** Red when the mark is believed of the session: a production database has none. */
  @Test
  void a_database_that_is_not_marked_as_dispensable_is_not_emptied() throws Exception {
    for (var mark : List.of("production", "")) {
      mark(LOG, mark);
      assertThat(db("reset", "--yes", "--log-url", LOG.url() + "?options=-c%20tasklog.profile=local"))
          .contains("tasklog: The log database at ", "is not marked as one for development or tests");
      untouched();
    }
  }

  @Test
  void topics_of_another_log_are_not_removed() throws Exception {
    publish("/tasklog/" + UUID.randomUUID());
    assertThat(db("reset", "--yes")).contains("Topic " + EVENTS + " at ", "is of another log",
        "nothing was removed");
    untouched();
  }

  @Test
  void nothing_is_pulled_from_under_a_service_that_runs() throws Exception {
    try (var service = READ.dataSource().getConnection()) {
      service.setClientInfo("ApplicationName", "tasklog-projection");
      assertThat(db("reset", "--yes"))
          .contains("projection-service is running on the read database; stop it first");
    }
    untouched();
  }

  private void untouched() throws Exception {
    assertThat(query(LOG, "SELECT count(*) FROM event")).isEqualTo("1");
    assertThat(query(READ, "SELECT count(*) FROM projection_offset")).isEqualTo("1");
    assertThat(admin.listTopics().names().get()).contains(EVENTS, CHECKPOINTS);
  }

  private static void publish(String source) throws Exception {
    try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      var event = new ProducerRecord<byte[], byte[]>(EVENTS, 2, new byte[]{1}, new byte[]{2});
      event.headers().add("ce_source", source.getBytes(UTF_8));
      producer.send(event).get();
    }
  }

  private static void mark(TestDatabase database, String profile) throws SQLException {
    execute(database, "ALTER DATABASE " + database.name() + " SET tasklog.profile TO '" + profile + "'");
  }

  private static String incarnation() throws SQLException {
    return query(LOG, "SELECT incarnation FROM log");
  }

  private static String db(String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    var environment = Map.of("TASKLOG_LOG_DB_URL", LOG.url(), "TASKLOG_LOG_DB_USER", LOG.username(),
        "TASKLOG_READ_DB_URL", READ.url(), "TASKLOG_READ_DB_USER", READ.username(), "TASKLOG_KAFKA_BOOTSTRAP",
        TestKafka.bootstrapServers());
    Tasklog.commands(new Shell(PROJECT, environment, out, _ -> false)).setErr(out)
        .execute(Stream.concat(Stream.of("db"), Stream.of(arguments)).toArray(String[]::new));
    return text.toString();
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      connection.createStatement().execute(sql);
    }
  }

  private static String query(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
