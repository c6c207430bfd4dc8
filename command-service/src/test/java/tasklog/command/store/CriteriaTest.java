package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.source;
import static tasklog.command.store.TestEvents.typed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every form of criteria means in SQL what Axon says that it means: random criteria over a random log, compared with
 * {@link EventCriteria#matches}.
 */
class CriteriaTest {

  private static final List<Tag> TAGS = Stream.of("a", "b", "c", "d")
      .flatMap(value -> Stream.of(new Tag("letter", value), new Tag("sign", value))).toList();
  private static final List<String> TYPES = List.of("Created", "Changed", "Deleted");
  private static final int EVENTS = 60;

  private final TestLog log = TestLog.empty();
  private final PostgresEventStorageEngine engine = log.engine();
  private final Random random = new Random(4);
  private final List<TaggedEventMessage<EventMessage>> events = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  @Test
  void sql_finds_what_criteria_match_and_refuses_what_they_forbid() {
    appendRandomEvents();
    for (int i = 0; i < 150; i++) {
      var criteria = randomCriteria();
      assertThat(source(engine, criteria).payloads()).as("%s", criteria)
          .isEqualTo(matches(criteria, 0).stream().map(e -> e.event().payload()).toList());
      int known = random.nextInt(events.size());
      assertThat(isRefused(criteria, known)).as("%s past %d", criteria, known)
          .isEqualTo(!matches(criteria, known).isEmpty());
    }
  }

  /** Red when what was found is handed to another question of the same statement. */
  @Test
  void who_reads_at_the_same_time_as_others_finds_what_they_asked_for() throws Exception {
    appendRandomEvents();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var expected = new ArrayList<List<Object>>();
      var found = new ArrayList<Future<List<Object>>>();
      for (int i = 0; i < 300; i++) {
        var criteria = randomCriteria();
        int known = random.nextInt(EVENTS);
        expected.add(matches(criteria, known).stream().map(event -> event.event().payload()).toList());
        found.add(
            callers.submit(() -> engine.newer(List.of(new KnownEvents(criteria, known))).events().stream()
                .map(NewerEvents.Newer::payload).toList()));
      }
      for (int i = 0; i < expected.size(); i++) {
        assertThat(found.get(i).get()).isEqualTo(expected.get(i));
      }
    }
  }

  private void appendRandomEvents() {
    for (int i = 0; i < EVENTS; i++) {
      events.add(typed(TYPES.get(random.nextInt(3)), "event " + i, some(TAGS, 3).toArray(Tag[]::new)));
      append(engine, events.getLast());
    }
  }

  /** Red without the look for an "any event" in Criterion: Axon's flattening passes it over. */
  @Test
  void any_event_beside_another_criterion_is_still_any_event() {
    append(engine, event("tagged", TAGS.getFirst()));
    append(engine, event("not tagged"));
    var criteria = EventCriteria.either(EventCriteria.havingAnyTag(),
        EventCriteria.havingTags(TAGS.getFirst()));
    assertThat(source(engine, criteria).payloads()).containsExactly("tagged", "not tagged");
  }

  private EventCriteria randomCriteria() {
    var all = Stream.generate(() -> {
      var tagged = EventCriteria.havingTags(some(TAGS, 2));
      var types = some(TYPES, 2).stream().map(type -> new QualifiedName("test", type))
          .collect(Collectors.toSet());
      return types.isEmpty() ? (EventCriteria) tagged : tagged.andBeingOneOfTypes(types);
    }).limit(1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 3)).toList();
    return all.size() == 1 ? all.getFirst() : EventCriteria.either(all);
  }

  private <T> Set<T> some(List<T> of, int atMost) {
    var chosen = new HashSet<T>();
    for (int i = random.nextInt(atMost + 1); i > 0; i--) {
      chosen.add(of.get(random.nextInt(of.size())));
    }
    return chosen;
  }

  private List<TaggedEventMessage<EventMessage>> matches(EventCriteria criteria, int after) {
    return events.stream().skip(after)
        .filter(event -> criteria.matches(event.event().type().qualifiedName(), event.tags())).toList();
  }

  /** What is not refused is one event more, without tags. */
  private boolean isRefused(EventCriteria criteria, int known) {
    var condition = AppendCondition.withCriteria(criteria)
        .withMarker(new GlobalIndexConsistencyMarker(known));
    var event = typed("Passed", "passed " + events.size());
    try {
      append(engine, condition, event);
      events.add(event);
      return false;
    } catch (AppendEventsTransactionRejectedException _) {
      return true;
    }
  }
}
