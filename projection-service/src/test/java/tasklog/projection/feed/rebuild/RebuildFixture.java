package tasklog.projection.feed.rebuild;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.database.Comparison;
import tasklog.database.GoldenSchema;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.ReadDatabase;
import tasklog.projection.TestStream;
import tasklog.projection.feed.ScansFixture;
import tasklog.projection.feed.StreamScans;
import tasklog.projection.feed.View;
import tasklog.testkit.TestKafka;

/** A database of the read side, and what rebuilds it, by connections of its own. */
final class RebuildFixture implements AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(30);
  static final Observer NOBODY = (_, _, _, _) -> {};

  private final ReadDatabase live;
  private final ReadDatabase ours;
  private final List<View> liveViews;
  private final List<View> views;

  RebuildFixture(ReadDatabase live) {
    this.live = live;
    this.ours = ours(live);
    this.liveViews = views(live);
    this.views = views(ours);
  }

  /** As the rebuild has them. */
  List<View> views() {
    return views;
  }

  View view(String name) {
    return named(name, views);
  }

  /** As the service has them. */
  List<View> liveViews() {
    return liveViews;
  }

  View liveView(String name) {
    return named(name, liveViews);
  }

  Rebuilds rebuilds(TestStream stream, Observer observer) {
    return rebuilds(scans(stream), observer);
  }

  Rebuilds rebuilds(StreamScans scans, Observer observer) {
    return new Rebuilds(database(), scans, observer, LONG);
  }

  StreamScans scans(TestStream stream) {
    return ScansFixture.of(ours, stream.generation());
  }

  /** With room for next to nothing. */
  StreamScans narrowScans(TestStream stream) {
    return ScansFixture.narrow(ours, stream.generation());
  }

  Database database() {
    return Database.of(ours.dataSource(), ours.jdbc(), ours.transactions());
  }

  /** As if the service had applied what it cannot, or what is not on the topic. */
  void pretendProjected(TestStream stream, String view, RecordedEvent event) {
    live.jdbc().sql("""
        INSERT INTO projection_offset (view, generation, topic_id, partition, position, incarnation)
        VALUES (?, ?, gen_random_uuid(), ?, ?, ?)""")
        .params(view, stream.generation(), stream.partition(event), event.position(), stream.log()).update();
  }

  /** A transaction is there for readers only some time after its writer has been told so. */
  static void awaitCommitted(TestStream stream, Map<Integer, Long> ends) {
    try (var consumer = new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers(), "isolation.level",
            "read_committed"),
        new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var wanted = ends.entrySet().stream().collect(
          Collectors.toMap(end -> new TopicPartition(stream.events(), end.getKey()), Map.Entry::getValue));
      await().atMost(LONG).until(() -> consumer.endOffsets(wanted.keySet()).equals(wanted));
    }
  }

  /** How the live schema differs from that of the migrations. */
  Comparison comparison() throws Exception {
    try (var golden = new ClassPathResource("db/schema.txt").getInputStream();
        var connection = live.dataSource().getConnection()) {
      return GoldenSchema.read(golden).compare(connection);
    }
  }

  /** The id of a table; empty when it is not there. */
  String table(String name) {
    return live.jdbc().sql("SELECT coalesce(to_regclass(?)::oid::text, '')").param(name)
        .query(String.class).single();
  }

  @Override
  public void close() throws SQLException {
    ours.dataSource().unwrap(HikariDataSource.class).close();
  }

  private static View named(String name, List<View> views) {
    return views.stream().filter(view -> view.name().equals(name)).findFirst().orElseThrow();
  }

  /** The same database, by connections of a rebuild. */
  private static ReadDatabase ours(ReadDatabase live) {
    var pool = new HikariConfig();
    pool.setDataSource(live.database().dataSource());
    pool.setConnectionInitSql(Connections.INIT);
    pool.setMaximumPoolSize(8);
    pool.setMinimumIdle(0);
    var dataSource = new HikariDataSource(pool);
    return new ReadDatabase(live.database(), dataSource, JdbcClient.create(dataSource),
        new TransactionTemplate(new DataSourceTransactionManager(dataSource)));
  }

  /** Those of the service, in a context with nothing else. */
  private static List<View> views(ReadDatabase database) {
    var context = new AnnotationConfigApplicationContext();
    context.registerBean(JdbcClient.class, () -> database.jdbc());
    var scanner = new ClassPathBeanDefinitionScanner(context, false);
    scanner.addIncludeFilter(new AssignableTypeFilter(View.class));
    scanner.scan("tasklog.projection.task", "tasklog.projection.tag", "tasklog.projection.history");
    context.refresh();
    return List.copyOf(context.getBeansOfType(View.class).values());
  }
}
