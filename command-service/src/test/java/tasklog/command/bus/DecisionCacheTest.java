package tasklog.command.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.OwnerId;

class DecisionCacheTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private record Numbered(int number, boolean isKept) implements Part<String> {
    @Override
    public EventCriteria criteria() {
      return EventCriteria.havingAnyTag();
    }

    @Override
    public String initial() {
      return "";
    }

    @Override
    public String evolve(String state, Happened happened) {
      return state + " " + happened.position();
    }

    @Override
    public int bytes(String state) {
      return state.length();
    }
  }

  /** Red without the weigher, and without the bytes of a part's state. */
  @Test
  void it_takes_no_more_memory_than_it_was_given() {
    var cache = cache(DataSize.ofKilobytes(100));
    for (int i = 0; i < 1_000; i++) {
      cache.put(fact(new Numbered(i, true), "x".repeat(9_700), 1));
    }
    await().until(() -> meters.get("tasklog.command.cache.entries").gauge().value() <= 10);
  }

  /** Red when the last one to be put stays. */
  @Test
  void what_is_known_never_gets_older() {
    var cache = cache(DataSize.ofMegabytes(1));
    var part = new Numbered(1, true);
    cache.put(fact(part, "newer", 7));
    cache.put(fact(part, "older", 6));
    assertThat(cache.find(part)).isEqualTo(new Fact<>(part, "newer", 7));
    cache.put(fact(part, "newest", 8));
    assertThat(cache.find(part)).isEqualTo(new Fact<>(part, "newest", 8));
  }

  /** Red when what stands between is not asked for: the state would lack what happened there. */
  @Test
  void an_event_of_another_process_is_added_to_what_is_known_up_to_it_only() {
    var cache = cache(DataSize.ofMegabytes(1));
    var part = new Numbered(1, true);
    cache.put(fact(part, "", 7));
    cache.follow(part, 8, happened(9));
    assertThat(cache.find(part)).as("nothing is known of 8").isEqualTo(new Fact<>(part, "", 7));
    cache.follow(part, 7, happened(8));
    cache.follow(part, 7, happened(8));
    cache.follow(part, 8, happened(9));
    assertThat(cache.find(part)).isEqualTo(new Fact<>(part, " 8 9", 9));
    cache.follow(new Numbered(2, true), 0, happened(9));
    assertThat(cache.find(new Numbered(2, true))).as("of which nothing was known").isNull();
  }

  private static Happened happened(long position) {
    var owner = new OwnerId(new UUID(0, 0));
    return new Happened(new AccountRegistered(owner, owner), position, Instant.EPOCH);
  }

  @Test
  void what_is_not_worth_it_is_not_remembered() {
    var cache = cache(DataSize.ofMegabytes(1));
    cache.put(fact(new Numbered(1, false), "x", 7));
    assertThat(cache.find(new Numbered(1, false))).isNull();
  }

  private DecisionCache cache(DataSize size) {
    return new DecisionCache(new DecisionSettings(size), new DecisionMetrics(meters));
  }

  private static Known fact(Numbered part, String state, long upTo) {
    return Known.before(List.of(new Fact<>(part, state, upTo)));
  }
}
