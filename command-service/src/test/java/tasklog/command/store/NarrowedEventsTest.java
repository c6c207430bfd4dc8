package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.command.bus.EventTags;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;

/**
 * Of a bulk event a decision reads only what it asks for: else a task of which bulk commands are many is read with the
 * ids of all the others, each time.
 */
class NarrowedEventsTest {

  private final TestLog log = TestLog.empty();
  private final PostgresEventStorageEngine engine = new PostgresEventStorageEngine(log.pool(), log.direct(),
      new TasklogEventCodec(), log.reader(), StoreSettings.defaults(), new SimpleMeterRegistry());

  private final OwnerId owner = new OwnerId(UUID.randomUUID());
  private final TagId tag = new TagId(UUID.randomUUID());
  private final List<TaskId> tasks = Stream.generate(() -> new TaskId(UUID.randomUUID())).limit(5).toList();

  @BeforeEach
  void append() {
    var event = new TasksUntagged(owner, tasks, tag);
    var tags = Stream.concat(Stream.of(EventTags.tag(tag)), tasks.stream().map(EventTags::task))
        .collect(Collectors.toSet());
    var message = new GenericTaggedEventMessage<EventMessage>(
        new GenericEventMessage(new MessageType("tasklog", "TasksUntagged", "1"), event), tags);
    engine.appendEvents(AppendCondition.none(), null, List.of(message)).join().commit(null).join();
  }

  @AfterEach
  void close() throws Exception {
    engine.close();
    log.close();
  }

  /** Red when source_events is told no kind. */
  @Test
  void who_asks_for_tasks_is_told_of_those_only() {
    assertThat(named(EventTags.task(tasks.get(3)))).containsExactly(tasks.get(3));
    assertThat(
        named(EventTags.task(tasks.get(3)), EventTags.task(tasks.get(1)), EventTags.task(tasks.get(3))))
        .containsExactlyInAnyOrder(tasks.get(1), tasks.get(3));
  }

  /** Red when one tag of the kind is enough. */
  @Test
  void who_asks_for_something_else_too_is_told_of_all() {
    assertThat(named(EventTags.tag(tag))).isEqualTo(tasks);
    assertThat(named(EventTags.tag(tag), EventTags.task(tasks.get(3)))).isEqualTo(tasks);
  }

  private List<TaskId> named(Tag... any) {
    var known = Stream.of(any).map(one -> new KnownEvents(EventCriteria.havingTags(one), 0)).toList();
    var events = engine.newer(known).events();
    assertThat(events).hasSize(1);
    return ((TasksUntagged) events.getFirst().payload()).taskIds();
  }
}
