package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantees 1 and 2: two engines share nothing but the database, as two processes do, and contend for few tags. Every
 * event says how many events it saw under each of its tags; in a log without lost updates that is how many there are
 * before it.
 *
 * <p>Red without {@code PERFORM lock_log()}, and without {@code find_conflicts} in append_events.
 */
class NoLostUpdateTest {

  private static final Pattern TAG = Pattern.compile("number \\d+");
  private static final int TAGS = 6;
  private static final int CALLERS = 12;
  private static final int ATTEMPTS = 5_000;

  private final Queue<Appended> acknowledged = new ConcurrentLinkedQueue<>();

  @Test
  void what_two_processes_append_rests_on_all_that_stands_before_it() throws Exception {
    try (var log = TestLog.empty()) {
      contend(log.engine(), log.engine());

      var events = log.reader().read(0, Integer.MAX_VALUE);
      assertThat(events).extracting(LoggedEvent::position)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(acknowledged).extracting(Appended::last).doesNotHaveDuplicates().hasSameSizeAs(events);
      assertSawEverythingBefore(events);
    }
  }

  private void contend(EventStorageEngine one, EventStorageEngine other) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers = new ArrayList<Future<?>>();
      for (int caller = 0; caller < CALLERS; caller++) {
        var engine = caller % 2 == 0 ? one : other;
        var random = new Random(caller);
        callers.add(executor.submit(() -> {
          for (int attempt = 0; attempt < ATTEMPTS / CALLERS; attempt++) {
            attempt(engine, random, attempt / 20);
          }
        }));
      }
      for (var caller : callers) {
        caller.get();
      }
    }
  }

  /** Everybody moves on to new tags now and then, so that there is little to source. */
  private void attempt(EventStorageEngine engine, Random random, int era) {
    var tags = random.ints(1 + random.nextInt(2), 0, TAGS).distinct()
        .mapToObj(i -> new Tag("account", "number " + (era * TAGS + i))).toList();
    var criteria = EventCriteria.either(
        tags.stream().map(tag -> (EventCriteria) EventCriteria.havingTags(tag)).toList());
    var known = source(engine, criteria);
    var seen = new HashMap<String, Integer>();
    tags.forEach(tag -> seen.put(tag.value(), 0));
    for (var payload : known.payloads()) {
      tagsOf(payload).forEach(tag -> seen.computeIfPresent(tag, (_, count) -> count + 1));
    }
    try {
      acknowledged.add(append(engine, AppendCondition.withCriteria(criteria).withMarker(known.marker()),
          event(seen, tags.toArray(Tag[]::new))));
    } catch (AppendEventsTransactionRejectedException _) {
      // Somebody was faster, which is what this is about.
    }
  }

  private static void assertSawEverythingBefore(List<LoggedEvent> events) {
    Map<String, Integer> count = new HashMap<>();
    for (var event : events) {
      var expected = new HashMap<String, Integer>();
      for (String tag : tagsOf(event.payload())) {
        expected.put(tag, count.merge(tag, 1, Integer::sum) - 1);
      }
      assertThat(event.payload()).as("event %d", event.position()).isEqualTo(expected.toString());
    }
  }

  /** The payload is a map printed: {@code {number 1=4, number 3=0}}. */
  private static List<String> tagsOf(Object payload) {
    return TAG.matcher(payload.toString()).results().map(MatchResult::group).toList();
  }
}
