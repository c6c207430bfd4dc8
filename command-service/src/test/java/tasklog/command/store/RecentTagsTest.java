package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.tag;
import static tasklog.command.store.TestEvents.unless;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.Test;
import tasklog.command.store.RecentTags.Wide;
import tasklog.events.Actor;

/** A condition on what this process wrote last is not looked up, and is none the weaker for it. */
class RecentTagsTest {

  private static final int TAGS = 12;
  private static final int CAPACITY = 6;
  private static final int MAX_GAP = 8;

  /**
   * Red when another's append between two of ours goes unnoticed, when what is forgotten does not end the stretch, when a
   * condition from before the stretch is renewed, and when what others have appended is not added to it. Of wide events:
   * red when a tag of theirs is told after they were written, and when they are told twice.
   */
  @Test
  void a_condition_is_brought_no_further_than_to_what_matches_it() {
    int renewed = 0;
    int followed = 0;
    int told = 0;
    int refuted = 0;
    for (int seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var recent = new RecentTags(CAPACITY, MAX_GAP);
      var log = new ArrayList<Set<TagKey>>(); // at index p - 1 what stands at position p
      for (int step = 0; step < 60; step++) {
        var events = IntStream.rangeClosed(0, random.nextInt(3))
            .mapToObj(_ -> newEvent(random.nextInt(4) == 0, anyTag(random), anyTag(random)))
            .toList();
        boolean ours = random.nextInt(6) > 0;
        if (ours) recent.appended(log.size() + 1, events);
        events.forEach(event -> log.add(Set.copyOf(event.tags())));
        if (random.nextInt(3) > 0) followed += follow(recent, log, "seed %d, step %d".formatted(seed, step));
        told += takeWide(recent, log, "seed %d, step %d".formatted(seed, step));
        var tag = anyTag(random);
        var known = new Condition(new Criterion(List.of(tag), Set.of()), random.nextInt(log.size() + 1));
        var now = recent.renew(known);
        assertThat(log.subList((int) known.after(), (int) now.after())).as("seed %d, step %d", seed, step)
            .noneMatch(tags -> tags.contains(tag));
        if (now.after() > known.after()) renewed++;
        if (recent.refutes(known)) {
          refuted++;
          assertThat(log.subList((int) known.after(), log.size())).as("seed %d, step %d", seed, step)
              .anyMatch(tags -> tags.contains(tag));
        }
      }
    }
    assertThat(renewed).isGreaterThan(1_000);
    assertThat(followed).isGreaterThan(1_000);
    assertThat(told).isGreaterThan(1_000);
    assertThat(refuted).isGreaterThan(1_000);
  }

  private static int takeWide(RecentTags recent, List<Set<TagKey>> log, String moment) {
    var taken = recent.takeWide();
    assertThat(recent.takeWide()).isEmpty();
    assertThat(taken).extracting(Wide::position).as(moment).isSorted().doesNotHaveDuplicates();
    for (var wide : taken) {
      int position = (int) wide.position();
      assertThat(log.get(position - 1)).as(moment).isEqualTo(Set.copyOf(wide.event().tags()));
      for (var tag : wide.event().tags()) {
        assertThat(wide.before(tag)).as(moment).isLessThan(position);
        assertThat(log.subList((int) wide.before(tag), position - 1)).as(moment)
            .noneMatch(other -> other.contains(tag));
      }
    }
    return taken.size();
  }

  /** Some of what is to be read, or nothing of it. */
  private static int follow(RecentTags recent, List<Set<TagKey>> log, String moment) {
    var gap = recent.gap();
    if (gap.isEmpty()) return 0;
    int position = (int) gap.get().after() + 1;
    if (position % 7 == 0) {
      recent.skip(gap.get());
      return 0;
    }
    for (; position < gap.get().end(); position++) {
      var tags = List.copyOf(log.get(position - 1));
      var before = recent.followed(position, tags).orElseThrow();
      for (int i = 0; i < before.length; i++) {
        var tag = tags.get(i);
        assertThat(log.subList((int) before[i], position - 1)).as(moment)
            .noneMatch(other -> other.contains(tag));
      }
    }
    return 1;
  }

  private static TagKey anyTag(Random random) {
    return new TagKey((short) 1, new UUID(0, random.nextInt(TAGS)));
  }

  private static NewEvent newEvent(boolean wide, TagKey... tags) {
    return new NewEvent("event", UUID.randomUUID(), "test.Noted", (short) 1, "1", UUID.randomUUID(),
        Instant.EPOCH,
        new Actor("user", "me"), "{}", "{}", wide ? "{}" : null, List.of(tags).stream().distinct().toList());
  }

  /** Red without {@code recent::renew}. */
  @Test
  void what_this_process_wrote_last_is_not_looked_up() throws Exception {
    try (var log = TestLog.empty()) {
      var engine = log.engine();
      long known = append(engine, TestEvents.event("first", tag("task"))).last();
      append(engine, TestEvents.event("between", tag("other")));
      for (int i = 0; i < 200; i++) {
        append(engine, since(known, tag("task")), TestEvents.event("between", tag("other")));
      }
      engine.close(); // a session tells its statistics when it ends, and else only now and then
      await().untilAsserted(() -> assertThat(statistics(log, "n_tup_ins")).isEqualTo(202));
      assertThat(statistics(log, "idx_scan")).isZero();
    }
  }

  /** Red when BatchChoice does not ask what is known: it waits for the lock, in vain. */
  @Test
  void what_is_known_to_be_in_vain_is_refused_without_the_log() throws Exception {
    try (var log = TestLog.empty()) {
      var engine = log.engine();
      long known = append(engine, TestEvents.event("known", tag("task"))).last();
      append(engine, TestEvents.event("faster", tag("task")));
      try (var holder = log.holdLock()) {
        assertThatThrownBy(() -> append(engine, since(known, tag("task")), TestEvents.event("too late")))
            .isInstanceOf(AppendEventsTransactionRejectedException.class);
        holder.rollback();
      }
    }
  }

  /** Red when another's append between two of ours goes unnoticed. */
  @Test
  void what_another_process_wrote_between_is_a_conflict() throws Exception {
    try (var log = TestLog.empty()) {
      var one = log.engine();
      var other = log.engine();
      long known = append(one, TestEvents.event("known", tag("task"))).last();
      append(other, TestEvents.event("faster", tag("task")));
      append(one, TestEvents.event("later", tag("other")));
      assertThatThrownBy(() -> append(one, since(known, tag("task")), TestEvents.event("too late")))
          .isInstanceOf(AppendEventsTransactionRejectedException.class);
    }
  }

  private static AppendCondition since(long position, Tag tag) {
    return unless(tag).withMarker(new GlobalIndexConsistencyMarker(position));
  }

  private static long statistics(TestLog log, String column) {
    return log.number("SELECT " + column + " FROM pg_stat_user_tables WHERE relname = 'event_tag'");
  }
}
