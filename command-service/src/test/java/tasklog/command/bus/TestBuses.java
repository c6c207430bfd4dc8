package tasklog.command.bus;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tasklog.command.store.EventLog;
import tasklog.command.store.PostgresEventStorageEngine;
import tasklog.command.store.StoreSettings;
import tasklog.command.store.TasklogEventCodec;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** A log in a database of its own, and command buses over it with a cache each: they stand for processes. */
public final class TestBuses implements AutoCloseable {

  private final TestDatabase database = TestPostgres.newDatabase("bus");
  private final List<Decider<?, ?>> deciders;
  private final List<Bus> buses = new ArrayList<>();

  public TestBuses(List<Decider<?, ?>> deciders) {
    this.deciders = deciders;
    Flyway.configure().dataSource(database.dataSource()).locations("classpath:db/migration").load().migrate();
  }

  public Bus bus() {
    return bus(DecisionSettings.defaults());
  }

  public Bus bus(DecisionSettings settings) {
    buses.add(new Bus(database, deciders, settings));
    return buses.getLast();
  }

  /** All that has happened, in order. */
  public List<Happened> log() {
    var codec = new TasklogEventCodec();
    try (var log = new EventLog(database.dataSource(), database.dataSource())) {
      return log.read(0, Integer.MAX_VALUE).stream()
          .map(event -> new Happened(codec.decode(event), event.position(), event.occurredAt())).toList();
    }
  }

  @Override
  public void close() {
    buses.forEach(Bus::close);
  }

  /** One process. */
  public static final class Bus {

    private final HikariDataSource pool = new HikariDataSource();
    private final Counted reading = new Counted(pool);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EventLog log;
    private final PostgresEventStorageEngine engine;
    private final Commands commands;

    private Bus(TestDatabase database, List<Decider<?, ?>> deciders, DecisionSettings settings) {
      pool.setJdbcUrl(database.url());
      pool.setUsername(database.username());
      pool.setPassword(database.password());
      log = new EventLog(pool, database.dataSource());
      engine = new PostgresEventStorageEngine(reading, database.dataSource(), new TasklogEventCodec(), log,
          StoreSettings.defaults(), meters);
      var metrics = new DecisionMetrics(meters);
      var knowledge = new Knowledge(engine, new DecisionCache(settings, metrics), metrics, deciders);
      engine.follow(knowledge);
      var axon = AxonConfiguration.configurer(engine, knowledge, deciders).start();
      commands = new Commands(axon.getComponent(CommandBus.class), knowledge, metrics);
    }

    public <S> Decided<S> send(Command<S> command) {
      return commands.send(command, new Origin(Actor.user(command.by().value()), "request", null));
    }

    /** The events that were appended. */
    public List<TasklogEvent> events(Command<?> command) {
      return send(command).events();
    }

    /** How often the log was read, or anything else asked of the database but to append. */
    public int reads() {
      return reading.connections.get();
    }

    /** One of {@code tasklog.command.cache}. */
    public double count(String metric) {
      return meters.get("tasklog.command.cache." + metric).counter().count();
    }

    /** How many events of other processes it has kept up with. */
    public double followed() {
      return meters.get("tasklog.store.followed").counter().count();
    }

    private void close() {
      engine.close();
      log.close();
      pool.close();
    }
  }

  private static final class Counted extends DelegatingDataSource {

    private final AtomicInteger connections = new AtomicInteger();

    private Counted(HikariDataSource pool) {
      super(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
      connections.incrementAndGet();
      return super.getConnection();
    }
  }

  public static OwnerId newOwner() {
    return new OwnerId(UUID.randomUUID());
  }
}
