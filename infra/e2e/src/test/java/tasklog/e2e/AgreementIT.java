package tasklog.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.expect;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tasklog.cli.console.Shell;
import tasklog.cli.verify.Verify;
import tasklog.testkit.TestKafka;
import tools.jackson.databind.JsonNode;

/**
 * {@code tasklog verify} on real services: nothing differs after all that other tests have had them do, nor while they are
 * written to, and whatever is damaged is named. Damages are done to copies: of the tables in schemas of their own, of the topic under another name.
 */
class AgreementIT {

  private static final List<String> ROWS = List.of("task", "task_tag", "task_text", "tag", "task_version",
      "recorded_event",
      "projection_offset", "parked_owner");
  private static final Services SERVICES = Services.shared();
  private static final Client CLIENT = SERVICES.client();

  /** What damages call by a name. */
  private static final Map<String, String> NAMES = new HashMap<>();

  private static String owner = "";
  private static List<PublishedStream.Record> published = List.of();
  private static int topics;

  @BeforeAll
  static void makeEventsAndCopies() throws SQLException {
    EveryEvent.make(CLIENT, SERVICES.administrator());
    owner = makeTasks(CLIENT.newToken());
    assertThat(verify().code()).isZero();
    published = PublishedStream.of(SERVICES.generation()).records();
    copy("LOG", "frozen", List.of("event", "log"));
    copy("READ", "frozen", ROWS);
    NAMES.put("{owner}", owner);
    NAMES.put("{other}", "0198c2f4-7c1d-7a10-8000-000000000001");
    NAMES.put("{task}", value("READ", "SELECT task_id FROM frozen.task WHERE owner_id = '" + owner
        + "' ORDER BY created_at LIMIT 1"));
    NAMES.put("{last}", value("LOG", "SELECT max(position) FROM frozen.event WHERE owner = '" + owner + "'"));
  }

  @AfterAll
  static void dropCopies() throws SQLException {
    for (var database : List.of("LOG", "READ")) {
      run(database, "DROP SCHEMA IF EXISTS frozen CASCADE", "DROP SCHEMA IF EXISTS damaged CASCADE");
    }
  }

  /** One with old times, tags and numbers that are easily lost; bulk events that change some and not others. */
  private static String makeTasks(String token) {
    expect(200, CLIENT.load("", token, """
        {"title":"İstanbul 👩‍💻","status":"completed","created_at":"1999-12-31T23:59:59.999999Z",\
        "completed_at":"2000-01-01T00:00:00Z","due_at":"9999-12-31T23:59:59.999999Z","tags":["ß","b"],\
        "attributes":{"z":-0.0,"n":1e2,"price":1.50,"big":1234567890123456789012345678901234567890.5}}
        {"title":"two\\u2028","created_at":"0001-01-01T00:00:00Z","tags":["b"]}
        {"title":"three"}
        """));
    var read = expect(200, CLIENT.read("/v1/tasks?sort=created_at", token, "Prefer", "wait=10",
        "Consistency-Token", expect(201, CLIENT.write("POST", "/v1/tasks", token, "{\"title\":\"four\"}"))
            .header("Consistency-Token")));
    var ids = read.json().get("items").valueStream().map(task -> task.get("id").stringValue()).toList();
    expect(200, CLIENT.write("POST", "/v1/tasks/bulk/status", token,
        "{\"ids\":[\"%s\"],\"status\":\"completed\"}".formatted(String.join("\",\"", ids))));
    expect(200, CLIENT.write("PATCH", "/v1/tasks/" + ids.getFirst(), token,
        "{\"attributes\":{\"price\":1.5},\"title\":\"two \\t\"}"));
    expect(200, CLIENT.write("DELETE", "/v1/tasks/" + ids.getLast(), token, ""));
    return read.json().get("items").get(0).get("owner").stringValue();
  }

  @Test
  void nothing_differs_on_a_healthy_system_with_events_of_every_type() {
    var said = verify("--json");
    assertThat(said.json().get("differences").longValue()).as(said.text()).isZero();
    assertThat(said.code()).isZero();
    var head = said.json().get("head").longValue();
    assertThat(said.json().get("events").longValue()).isEqualTo(head)
        .isGreaterThanOrEqualTo(published.size());
    assertThat(said.json().get("records").longValue()).isEqualTo(head);
    assertThat(said.json().get("rows").get("recorded_event").longValue()).isEqualTo(head);
    assertThat(said.json().get("rows").values())
        .allSatisfy(rows -> assertThat(rows.longValue()).isPositive());
    assertThat(said.json().get("digest").get("log")).isEqualTo(said.json().get("digest").get("rows"));
  }

  @Test
  void nothing_differs_while_it_is_written_to() throws Exception {
    var token = CLIENT.newToken();
    var stop = new AtomicBoolean();
    var written = CompletableFuture.supplyAsync(() -> {
      int tasks = 0;
      for (; !stop.get(); tasks++) {
        var task = expect(201, CLIENT.write("POST", "/v1/tasks", token, "{\"title\":\"one of many\"}"));
        expect(200, CLIENT.write("PATCH", task.header("Location"), token, "{\"priority\":\"high\"}"));
      }
      return tasks;
    });
    try {
      var before = verify("--json");
      var after = verify("--json");
      assertThat(before.json().get("differences").longValue()).as(before.text()).isZero();
      assertThat(after.json().get("differences").longValue()).as(after.text()).isZero();
      assertThat(after.json().get("head").longValue()).isGreaterThan(before.json().get("head").longValue());
    } finally {
      stop.set(true);
      assertThat(written.get()).isPositive();
    }
  }

  /**
   * @param sql   run where an unqualified name is the copy
   * @param first the kind of the difference that is named first
   * @param where what it says of the place
   */
  private record Damage(String database, String table, String sql, String first, String where,
      String expected, String found) {

    static Damage ofRows(String table, String sql, String first, String where, String expected,
        String found) {
      return new Damage("READ", table, sql, first, where, expected, found);
    }

    static Damage ofLog(String sql, String first, String where, String expected, String found) {
      return new Damage("LOG", "event", sql, first, where, expected, found);
    }

    boolean needsTopic() {
      return List.of("topic.value", "recorded_event.data", "offset.next_offset").contains(first);
    }

    @Override
    public String toString() {
      return first + " of " + database + ": " + sql;
    }
  }

  /** All are of one owner: {owner}; {task} is his oldest task, completed and with one tag, {last} the last event. */
  static Stream<Damage> damages() {
    return Stream.of(
        Damage.ofRows("task", "UPDATE task SET title = 'twO' WHERE task_id = '{task}'",
            "task.title", "task row task_id {task} of owner {owner}", "\"two \\t\"", "\"twO\""),
        Damage.ofRows("task", "UPDATE task SET attributes = '{\"price\": 1.6}' WHERE task_id = '{task}'",
            "task.attributes", "{task}", "{\"price\":1.5}", "{\"price\":1.6}"),
        Damage.ofRows("task", "UPDATE task SET version = version - 1 WHERE task_id = '{task}'",
            "task.version", "{task}", "", ""),
        Damage.ofRows("task",
            "UPDATE task SET completed_at = '2020-01-01T00:00:00Z' WHERE task_id = '{task}'",
            "task.completed_at", "{task}", "", "2020-01-01T00:00:00.000000Z"),
        Damage.ofRows("task",
            "UPDATE task SET updated_at = updated_at + interval '1 us' WHERE task_id = '{task}'",
            "task.updated_at", "{task}", "", ""),
        Damage.ofRows("task", "UPDATE task SET tag_ids = '{}' WHERE task_id = '{task}'",
            "task.tag_ids", "{task}", "[", "[]"),
        Damage.ofRows("task", "DELETE FROM task WHERE task_id = '{task}'",
            "task missing", "{task}", "a row", "none"),
        Damage.ofRows("task", """
            INSERT INTO task SELECT (json_populate_record(task, '{"task_id": "{other}"}')).*
              FROM task WHERE task_id = '{task}'""",
            "task surplus", "{other}", "no row", "an orphan"),
        Damage.ofRows("task_tag", "DELETE FROM task_tag WHERE task_id = '{task}'",
            "task_tag missing", "{task}", "a row", "none"),
        Damage.ofRows("task_tag", "INSERT INTO task_tag SELECT '{other}', tag_id, owner_id, now(), false FROM"
            + " task_tag WHERE task_id = '{task}'",
            "task_tag surplus", "{other}", "no row", "an orphan: the log has no such task"),
        Damage.ofRows("task_text", "DELETE FROM task_text WHERE task_id = '{task}'",
            "task_text missing", "{task}", "a row", "none"),
        Damage.ofRows("tag", "UPDATE tag SET name = 'ss' WHERE name = 'ß' AND owner_id = '{owner}'",
            "tag.name", "{owner}", "\"ß\"", "\"ss\""),
        Damage.ofRows("task_version",
            "DELETE FROM task_version WHERE task_id = '{task}' AND title_at = position",
            "task_version missing", "{task}", "a row", "none"),
        Damage.ofRows("recorded_event", "DELETE FROM recorded_event WHERE position = {last}",
            "recorded_event missing", "row of position {last}", "tasklog.TaskDeleted.v1", "no row"),
        Damage.ofRows("recorded_event",
            "UPDATE recorded_event SET data = replace(data, ',', ', ') WHERE position = {last}",
            "recorded_event.data", "{last}", "{", "{"),
        Damage.ofRows("projection_offset",
            "UPDATE projection_offset SET next_offset = next_offset + 1000 WHERE view = 'tag'",
            "offset.next_offset", "view tag", "at most", ""),
        Damage.ofRows("projection_offset",
            "UPDATE projection_offset SET position = position - 1 WHERE view = 'task' AND position = {last}",
            "offset.behind", "view task", "position {last}", ""),
        Damage.ofRows("projection_offset",
            "UPDATE projection_offset SET position = position + 1000000 WHERE view = 'task'",
            "offset.ahead", "projection_offset", "nothing behind the head", "position 1"),
        Damage.ofRows("projection_offset",
            "UPDATE projection_offset SET incarnation = '{other}'",
            "offset.incarnation", "projection_offset", "", "{other}"),
        Damage.ofLog("UPDATE event SET payload = replace(payload, '\"two', '\"too') WHERE owner = '{owner}'",
            "topic.value", ", position ", "too", "two"),
        Damage.ofLog("UPDATE event SET recorded_at = recorded_at - interval '1 hour' WHERE position = {last}",
            "log.recorded_at", "position {last} of the log", "not before", ""),
        Damage.ofLog("UPDATE event SET append_last = append_last + 1 WHERE position = {last}",
            "recorded_event.commit", "row of position {last}", "", "{last}"),
        Damage.ofLog("UPDATE event SET append_id = append_id - 1 WHERE position = {last}",
            "log.append", "position {last} of the log", "the first event of an append", "append "),
        Damage.ofLog("DELETE FROM event WHERE position = {last}",
            "offset.ahead", "projection_offset", "", ""));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void a_damaged_row_is_named(Damage damage) throws SQLException {
    run(damage.database(), "DROP SCHEMA IF EXISTS damaged CASCADE", "CREATE SCHEMA damaged",
        "CREATE TABLE damaged.%1$s AS TABLE frozen.%1$s".formatted(damage.table()),
        "SET search_path = damaged, frozen", filled(damage.sql()));
    var arguments = new ArrayList<>(List.of("--json", "--wait", "0", "--owner", owner,
        "--log-url", url("LOG", damage.database().equals("LOG") ? "damaged,frozen" : "frozen"),
        "--read-url", url("READ", damage.database().equals("READ") ? "damaged,frozen" : "frozen")));
    if (!damage.needsTopic()) arguments.add("--without-topic");
    var said = verify(arguments.toArray(String[]::new));
    assertFirst(said, damage.first(), damage.where(), damage.expected(), damage.found());
  }

  @Test
  void the_copies_themselves_are_whole() {
    var said = verify("--json", "--wait", "0", "--log-url", url("LOG", "frozen"), "--read-url",
        url("READ", "frozen"), "--topic", copy(_ -> {}));
    assertThat(said.json().get("differences").longValue()).as(said.text()).isZero();
  }

  @Test
  void rows_of_an_owner_whom_the_log_does_not_know_are_named() throws SQLException {
    run("READ", "DROP SCHEMA IF EXISTS damaged CASCADE", "CREATE SCHEMA damaged",
        "CREATE TABLE damaged.tag AS TABLE frozen.tag",
        "INSERT INTO damaged.tag (tag_id, owner_id, name, created_at, updated_at, version)"
            + " VALUES (uuidv7(), 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'x', now(), now(), 1)");
    var said = verify("--json", "--wait", "0", "--without-topic", "--log-url", url("LOG", "frozen"),
        "--read-url", url("READ", "damaged,frozen"));
    assertFirst(said, "tag surplus", "of owner ffffffff-ffff-ffff-ffff-ffffffffffff", "no row",
        "one of owner");
    assertThat(said.json().get("differences").longValue()).isOne();
  }

  @Test
  void a_hole_in_the_log_is_named() throws SQLException {
    run("LOG", "DROP SCHEMA IF EXISTS damaged CASCADE", "CREATE SCHEMA damaged",
        "CREATE TABLE damaged.event AS TABLE frozen.event", "DELETE FROM damaged.event WHERE position = 3");
    var said = verify("--json", "--wait", "0", "--without-topic", "--log-url", url("LOG", "damaged,frozen"),
        "--read-url", url("READ", "frozen"));
    assertFirst(said, "log.position", "after position 2", "3", "4");
  }

  /**
   * One copy for all of them: a new topic costs more than a record. The records of {owner}, from the last backwards, are
   * each damaged in another way.
   */
  @Test
  void whatever_is_damaged_on_the_topic_is_named_and_the_earliest_first() {
    var places = IntStream.range(0, published.size())
        .filter(record -> published.get(record).headers().get("ce_partitionkey").equals(owner))
        .boxed().toList().reversed();
    var at = places.stream().map(record -> published.get(record).position()).toList();
    var topic = copy(records -> {
      records.add(places.get(0), records.get(places.get(0)));
      header(records, places.get(1), "ce_previous", "00000000000000000001");
      header(records, places.get(2), "ce_source", "/tasklog/" + new UUID(1, 2));
      header(records, places.get(3), "ce_time", "2020-01-01T00:00:00Z");
      value(records, places.get(4), "{}");
      header(records, places.get(5), "ce_authid", "somebody");
      records.remove((int) places.get(6));
    });
    var said = verify("--json", "--wait", "0", "--log-url", url("LOG", "frozen"), "--read-url",
        url("READ", "frozen"), "--topic", topic);
    assertFirst(said, "topic.missing", topic + ", partition ", "position " + at.get(6) + ", tasklog.",
        "none");
    var named = new HashMap<String, String>();
    said.json().get("kinds").forEach(kind -> named.put(kind.get("kind").stringValue(),
        kind.get("count") + " at " + kind.get("where").stringValue() + ": "
            + kind.get("found").stringValue()));
    assertThat(named).containsOnlyKeys("topic.again", "topic.ce_previous", "topic.ce_source", "topic.ce_time",
        "topic.value", "topic.ce_authid", "topic.missing");
    assertThat(named.get("topic.again")).startsWith("1 at " + topic).endsWith(": " + at.get(0));
    assertNamed(named, "topic.ce_previous", at.get(1), "\"00000000000000000001\"");
    assertNamed(named, "topic.ce_source", at.get(2), "\"/tasklog/" + new UUID(1, 2) + "\"");
    assertNamed(named, "topic.ce_time", at.get(3), "\"2020-01-01T00:00:00Z\"");
    assertNamed(named, "topic.value", at.get(4), "\"{}\"");
    assertNamed(named, "topic.ce_authid", at.get(5), "\"somebody\"");
  }

  private static void assertNamed(Map<String, String> named, String kind, long position, String found) {
    assertThat(named.get(kind)).startsWith("1 at ").endsWith(", position " + position + ": " + found);
  }

  @Test
  void what_cannot_be_told_is_not_called_equal() {
    var said = verify("--topic", "no-such-topic");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.text()).contains("There is no topic no-such-topic");
    assertThat(verify("--log-url", "jdbc:postgresql://127.0.0.1:1/nothing").code()).isEqualTo(2);
  }

  @Test
  void a_report_to_read_names_the_first_and_counts_all() throws SQLException {
    run("READ", "DROP SCHEMA IF EXISTS damaged CASCADE", "CREATE SCHEMA damaged",
        "CREATE TABLE damaged.task AS TABLE frozen.task",
        "UPDATE damaged.task SET title = 'x' WHERE owner_id = '%s'".formatted(owner));
    var said = verify("--wait", "0", "--without-topic", "--owner", owner, "--log-url", url("LOG", "frozen"),
        "--read-url", url("READ", "damaged,frozen"));
    assertThat(said.code()).isOne();
    assertThat(said.text()).contains("Differences: 4", "The first: task.title: task row task_id ",
        "found \"x\"", "     4 task.title");
  }

  private static void assertFirst(Said said, String kind, String where, String expected, String found) {
    assertThat(said.code()).as(said.text()).isOne();
    var first = said.json().get("first");
    assertThat(first.get("kind").stringValue()).as(said.text()).isEqualTo(kind);
    assertThat(first.get("where").stringValue()).contains(filled(where));
    assertThat(first.get("expected").stringValue()).contains(filled(expected));
    assertThat(first.get("found").stringValue()).contains(filled(found));
  }

  private static void header(List<ProducerRecord<byte[], byte[]>> records, int index, String name,
      String value) {
    var record = records.get(index);
    var headers = new RecordHeaders(record.headers());
    headers.remove(name);
    headers.add(name, value.getBytes(UTF_8));
    records.set(index, new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value(),
        headers));
  }

  private static void value(List<ProducerRecord<byte[], byte[]>> records, int index, String value) {
    var record = records.get(index);
    records.set(index, new ProducerRecord<>(record.topic(), record.partition(), record.key(),
        value.getBytes(UTF_8), record.headers()));
  }

  /**
   * The topic as it was published, under another name, but for a change. Now and then a broker does not take what is
   * written to a partition that was just made, for minutes: then another topic is.
   */
  private static String copy(Consumer<List<ProducerRecord<byte[], byte[]>>> change) {
    for (int attempt = 1; attempt <= 5; attempt++) {
      var topic = TestKafka.newTopic("verify-" + ++topics, 4);
      var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
      for (var record : published) {
        records.add(new ProducerRecord<>(topic, record.kafka().partition(), record.kafka().key(),
            record.kafka().value(), record.kafka().headers()));
      }
      change.accept(records);
      if (isWritten(topic, records)) return topic;
    }
    throw new AssertionError("No copy of the topic was taken");
  }

  private static boolean isWritten(String topic, List<ProducerRecord<byte[], byte[]>> records) {
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers(), "enable.idempotence", false,
            "max.in.flight.requests.per.connection", 1, "request.timeout.ms", 5_000, "delivery.timeout.ms",
            10_000),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      var sent = records.stream().map(record -> producer.send(new ProducerRecord<>(topic,
          record.partition(), record.key(), record.value(), record.headers()))).toList();
      producer.flush();
      return sent.stream().allMatch(record -> record.state() == Future.State.SUCCESS);
    }
  }

  private record Said(int code, String text) {

    JsonNode json() {
      return Client.JSON.readTree(text);
    }
  }

  private static Said verify(String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    var shell = new Shell(Path.of("..", ".."), SERVICES.environment(), out, _ -> false);
    var all = new ArrayList<>(List.of("--generation", Integer.toString(SERVICES.generation())));
    all.addAll(List.of(arguments));
    int code = new CommandLine(new Verify(shell)).setOut(out).setErr(out).execute(all.toArray(String[]::new));
    return new Said(code, text.toString());
  }

  private static String filled(String text) {
    var filled = text;
    for (var entry : NAMES.entrySet()) {
      filled = filled.replace(entry.getKey(), entry.getValue());
    }
    return filled;
  }

  private static String value(String database, String sql) throws SQLException {
    try (var connection = connection(database); var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** All tables as one snapshot shows them, without their constraints, so that anything can be done to them. */
  private static void copy(String database, String schema, List<String> tables) throws SQLException {
    try (var connection = connection(database); var statement = connection.createStatement()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
      statement.execute("CREATE SCHEMA " + schema);
      for (var table : tables) {
        statement.execute("CREATE TABLE %1$s.%2$s AS TABLE public.%2$s".formatted(schema, table));
      }
      connection.commit();
    }
  }

  private static void run(String database, String... statements) throws SQLException {
    try (var connection = connection(database); var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String url(String database, String schemas) {
    return setting(database, "URL") + "?currentSchema=" + schemas;
  }

  private static Connection connection(String database) throws SQLException {
    return DriverManager.getConnection(setting(database, "URL"), setting(database, "USER"),
        setting(database, "PASSWORD"));
  }

  private static String setting(String database, String name) {
    return SERVICES.environment().getOrDefault("TASKLOG_" + database + "_DB_" + name, "");
  }
}
