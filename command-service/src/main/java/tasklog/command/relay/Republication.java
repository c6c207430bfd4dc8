package tasklog.command.relay;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tasklog.command.store.EventLog;

/**
 * Publishes the whole log as another generation, up to where it ends when that is reached, and holds the outcome against
 * the log. Stopped at any moment, it goes on where it was when it is called again. Whoever publishes another generation
 * meanwhile is not disturbed: lease, topics and transactions are of one generation.
 */
final class Republication {

  private static final Duration TELL = Duration.ofSeconds(1);
  /** How long the lease of an earlier call that was killed may be in the way, with much to spare. */
  private static final Duration FOLLOWS_AT_MOST = Duration.ofSeconds(15);

  private final EventLog log;
  private final KafkaClients kafka;
  private final StreamSettings stream;
  private final Duration patience;
  private final PrintStream out;

  Republication(EventLog log, KafkaClients kafka, StreamSettings stream, Duration patience, PrintStream out) {
    this.log = log;
    this.kafka = kafka;
    this.stream = stream;
    this.patience = patience;
    this.out = out;
  }

  /** What is going to be done. */
  String summary() {
    return String.format(Locale.ROOT,
        """
            Log %s has %,d events. They are published on %s, %s.
            What publishes another generation goes on, and no other topic is touched. Kafka needs room for all events once more.
            """,
        log.incarnation(), log.head(), stream.events(), topic());
  }

  private String topic() {
    try (var topics = new StreamTopics(kafka.newAdmin(patience), stream)) {
      return topics.exists(stream.events())
          ? "which is there already, and is continued"
          : "which is made: %d partitions, %d copies, of which %d must have a record".formatted(
              stream.partitions(),
              stream.replicationFactor(), stream.minInsyncReplicas());
    }
  }

  /**
   * Does it.
   *
   * @param start starts the relay of the generation
   * @return what went wrong; empty when all is there as it should be
   */
  Optional<String> run(Supplier<StandaloneRelay> start) throws InterruptedException {
    long position;
    try (var relay = start.get()) {
      var failure = publish(relay.status());
      if (failure.isPresent()) return failure;
      relay.close();
      position = relay.status().position();
    }
    out.println("Comparing what is on the topic with the log");
    try (var consumer = kafka.newConsumer(patience)) {
      var told = new Pace(position);
      var difference = new StreamAudit(log, consumer, stream.events()).compare(position, told::reached);
      if (difference.isEmpty())
        out.printf(Locale.ROOT,
            "%s holds the events 1 to %,d, each once, in order, byte for byte as the log has them%n",
            stream.events(), position);
      return difference;
    }
  }

  private Optional<String> publish(RelayStatus relay) throws InterruptedException {
    long goal = log.head();
    long began = System.nanoTime();
    var told = new Pace(goal);
    while (relay.position() < goal) {
      switch (relay.state()) {
        case REFUSED -> {
          return Optional.of(String.valueOf(relay.lastError()));
        }
        case FOLLOWING -> {
          if (System.nanoTime() - began > FOLLOWS_AT_MOST.toNanos())
            return Optional.of("Another relay publishes generation " + stream.generation() + " already");
        }
        case LEADING, RETRYING, OFF -> told.reached(relay.position());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return Optional.empty();
  }

  /** Tells each second how far it is, and how long it will take. */
  private final class Pace {

    private final long all;
    private long first = -1;
    private long began;
    private long told = System.nanoTime();

    Pace(long all) {
      this.all = all;
    }

    void reached(long position) {
      long now = System.nanoTime();
      if (first < 0 && position >= 0) {
        first = position;
        began = now;
      }
      if (now - told < TELL.toNanos() || position <= first) return;
      told = now;
      double perSecond = (position - first) * 1e9 / (now - began);
      out.printf(Locale.ROOT, "%,d of %,d events, %,.0f a second, %,.0f s left%n", position, all, perSecond,
          (all - position) / perSecond);
    }
  }
}
