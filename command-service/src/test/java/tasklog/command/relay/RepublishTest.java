package tasklog.command.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tasklog.command.store.EventLog;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

/** A new generation of the topic, made from the log. */
class RepublishTest {

  private final TestDatabase server = TestPostgres.newDatabase("republish");
  private final DataSource database = server.dataSource();
  private final TestLog log = new TestLog(database);
  private final EventLog reader = new EventLog(database, database);
  private final TestStream old = new TestStream(TestKafka.bootstrapServers(), 3);
  private final TestStream renewed = new TestStream(TestKafka.bootstrapServers(), 5);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void the_log_is_published_anew_as_it_was_while_the_live_generation_goes_on() throws Exception {
    log.append(300, 3);
    try (var live = new TestRelay(database, old).start()) {
      live.await(300);
      assertThat(republication().summary()).contains("has 300 events", "which is made: 5 partitions");
      assertThat(republish()).isEmpty();
      log.append(30, 3);
      live.await(330);
      assertThat(renewed.events()).hasSize(300);
      assertThat(republication().summary()).contains("is continued");
      assertThat(republish()).isEmpty();
    }
    assertThat(said.toString(UTF_8)).contains("holds the events 1 to 300", "holds the events 1 to 330");
    assertThat(renewed.events()).extracting(Delivered::event)
        .containsExactlyElementsOf(old.events().stream().map(Delivered::event).toList());
    assertThat(renewed.partitions(renewed.settings.events())).isEqualTo(5);
  }

  @Test
  void the_program_takes_the_variables_of_a_service() throws Exception {
    log.append(20);
    assertThat(run("--yes")).isZero();
    assertThat(renewed.events()).hasSize(20);
    assertThat(run()).as("nobody is there to be asked").isOne();
  }

  @Test
  void a_stream_that_is_not_the_log_is_told() throws Exception {
    log.append(60, 3);
    assertThat(republish()).isEmpty();
    assertThat(audit()).isEmpty();
    log.execute("UPDATE event SET payload = replace(payload, 'Größe 31', 'Groesse') WHERE position = 31");
    assertThat(audit()).hasValueSatisfying(it -> assertThat(it).contains("something else", "position 31"));
    log.execute("UPDATE event SET payload = replace(payload, 'Groesse', 'Größe 31') WHERE position = 31");
    assertThat(audit()).isEmpty();
    log.append(1);
    assertThat(audit()).hasValueSatisfying(it -> assertThat(it).contains("position 61 is missing"));
    log.execute("DELETE FROM event WHERE position = 61");
    var again = renewed.records(renewed.settings.events()).getLast();
    send(new ProducerRecord<>(again.topic(), again.partition(), null, again.key(), again.value(),
        again.headers()));
    assertThat(audit()).hasValueSatisfying(it -> assertThat(it).contains("that is not in the log"));
  }

  @Test
  void a_generation_of_another_log_is_refused() throws Exception {
    log.append(10);
    assertThat(republish()).isEmpty();
    log.execute("UPDATE log SET incarnation = '" + UUID.randomUUID() + "'");
    assertThat(republish()).hasValueSatisfying(it -> assertThat(it).contains("but this is log"));
  }

  private Republication republication() {
    return new Republication(reader, renewed.clients, renewed.settings, TestStream.PATIENCE,
        new PrintStream(said, true, UTF_8));
  }

  private Optional<String> republish() throws InterruptedException {
    return republication().run(() -> new StandaloneRelay(reader, database, renewed.clients, renewed.settings,
        TestRelay.SETTINGS));
  }

  private Optional<String> audit() {
    try (var consumer = renewed.clients.newConsumer(TestStream.PATIENCE)) {
      return new StreamAudit(reader, consumer, renewed.settings.events()).compare(log.head(), _ -> {});
    }
  }

  private int run(String... more) throws InterruptedException {
    var args = List.of("--spring.datasource.url=" + server.url(),
        "--spring.datasource.username=" + server.username(),
        "--spring.datasource.password=" + server.password(), "--spring.datasource.hikari.minimum-idle=1",
        "--spring.kafka.bootstrap-servers=" + TestKafka.bootstrapServers(),
        "--tasklog.postgres.plaintext=true",
        "--tasklog.kafka.plaintext=true", "--tasklog.stream.partitions=5",
        "--tasklog.stream.generation=" + renewed.settings.generation());
    return Republish.run(Stream.concat(args.stream(), Stream.of(more))
        .toArray(String[]::new));
  }

  /** As a stranger would. */
  private void send(ProducerRecord<byte[], byte[]> record) {
    try (var producer = renewed.clients.newProducer("stranger-" + renewed.settings.generation(),
        TestStream.PATIENCE)) {
      producer.initTransactions();
      producer.beginTransaction();
      var _ = producer.send(record);
      producer.commitTransaction();
    }
  }
}
