package tasklog.command.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import tasklog.command.store.Appended;
import tasklog.command.store.EventLog;
import tasklog.command.store.PostgresEventStorageEngine;
import tasklog.command.store.StoreSettings;
import tasklog.command.store.TasklogEventCodec;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskId;

/** A process that appends; what cannot be done within half a second is refused. */
final class TestEngine implements AutoCloseable {

  private static final StoreSettings SETTINGS = new StoreSettings(Duration.ofMillis(500), 512, 100);

  final PostgresEventStorageEngine engine;
  private final EventLog log;

  TestEngine(DataSource database) {
    log = new EventLog(database, database);
    engine = new PostgresEventStorageEngine(database, database, new TasklogEventCodec(), log, SETTINGS,
        new SimpleMeterRegistry());
  }

  /** Appends one event; returns its position when it is durable, throws what it was refused with. */
  long append() {
    var event = new TaskRetitled(new OwnerId(UUID.randomUUID()), new TaskId(UUID.randomUUID()), "Title");
    var message = new GenericEventMessage(UUID.randomUUID().toString(),
        new MessageType("tasklog", "TaskRetitled", "1"), event,
        Map.of("actor_type", "user", "actor_id", event.owner().toString(), "correlation_id", "request"),
        Instant.now());
    try {
      var transaction = engine.appendEvents(AppendCondition.none(), null,
          List.of(new GenericTaggedEventMessage<EventMessage>(message, Set.of()))).join();
      return ((Appended) transaction.commit(null).join()).last();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    engine.close();
    log.close();
  }
}
