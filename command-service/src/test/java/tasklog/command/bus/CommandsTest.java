package tasklog.command.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import tasklog.command.store.EventLog;
import tasklog.command.store.PostgresEventStorageEngine;
import tasklog.command.store.StoreSettings;
import tasklog.command.store.StoreUnavailableException;
import tasklog.command.store.TasklogEventCodec;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;
import tasklog.testkit.TestPostgres;

class CommandsTest {

  private static final Origin ORIGIN = new Origin(Actor.user(UUID.randomUUID()), "request", null);

  record Count(OwnerId owner, Instant at) implements Command<Integer> {
    @Override
    public List<UUID> contended() {
      return List.of();
    }
  }

  record EventsOf(OwnerId owner) implements Part<Integer> {
    @Override
    public EventCriteria criteria() {
      return EventCriteria.havingTags(EventTags.account(owner));
    }

    @Override
    public Integer initial() {
      return 0;
    }

    @Override
    public Integer evolve(Integer state, Happened happened) {
      return state + 1;
    }
  }

  /** Counts what an owner's account has been through. */
  static final class Counting implements Decider<Count, Integer> {
    @Override
    public Class<Count> commands() {
      return Count.class;
    }

    @Override
    public List<EventsOf> parts(Count command) {
      return List.of(new EventsOf(command.owner()));
    }

    @Override
    public Integer scope(Count command, Known known) {
      return known.of(new EventsOf(command.owner()));
    }

    @Override
    public List<TasklogEvent> decide(Integer state, Count command) {
      return List.of();
    }
  }

  /** Red when {@code send} sets no deadline: what is read waits for as long as the lock is held. */
  @Test
  void a_command_ends_at_its_deadline_whatever_it_waits_for() throws Exception {
    var database = TestPostgres.newDatabase("commands");
    Flyway.configure().dataSource(database.dataSource()).locations("classpath:db/migration").load().migrate();
    try (var pool = new HikariDataSource();
        var log = new EventLog(database.dataSource(), database.dataSource());
        var engine = new PostgresEventStorageEngine(pool(pool, database.url(), database.username()),
            database.dataSource(), new TasklogEventCodec(), log, StoreSettings.defaults(),
            new SimpleMeterRegistry());
        var callers = Executors.newVirtualThreadPerTaskExecutor();
        var holder = database.dataSource().getConnection()) {
      var metrics = new DecisionMetrics(new SimpleMeterRegistry());
      var knowledge = new Knowledge(engine, new DecisionCache(DecisionSettings.defaults(), metrics), metrics,
          List.of());
      var axon = AxonConfiguration.configurer(engine, knowledge, List.of(new Counting())).start();
      var commands = new Commands(axon.getComponent(CommandBus.class), knowledge, metrics,
          Duration.ofMillis(400));
      var count = new Count(new OwnerId(UUID.randomUUID()), Instant.now());
      assertThat(commands.send(count, ORIGIN).before()).isZero();

      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE event");
      var sent = callers.submit(() -> commands.send(count, ORIGIN));
      assertThatThrownBy(() -> sent.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(StoreUnavailableException.class);
      holder.rollback();
      assertThat(commands.send(count, ORIGIN).before()).isZero();
      axon.shutdown();
    }
  }

  private static HikariDataSource pool(HikariDataSource pool, String url, String user) {
    pool.setJdbcUrl(url);
    pool.setUsername(user);
    pool.setMaximumPoolSize(2);
    return pool;
  }
}
