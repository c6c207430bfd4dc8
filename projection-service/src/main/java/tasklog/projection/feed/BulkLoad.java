package tasklog.projection.feed;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.Offsets.Move;
import tasklog.projection.feed.Received.Poisoned;
import tasklog.projection.feed.Received.Sound;
import tasklog.projection.feed.copy.Copy;

/**
 * Brings several views on together, a partition at a time and as much of it as memory has room for in one transaction:
 * each record is read once, and each row written once. It only knows the straight way. Where that ends, at anything
 * that cannot be applied, it leaves rows and offsets as they were before its transaction, and the rest to a
 * {@link StreamScan}. For one thread.
 */
public final class BulkLoad implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BulkLoad.class);

  private static final Duration MOMENT = Duration.ofMillis(50);

  /** The straight way has ended. */
  private static final class Unfoldable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private Unfoldable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private final Stream stream;
  private final List<View> views;
  private final Map<String, Set<Long>> dropped;
  private final Offsets offsets;
  private final TransactionOperations transactions;
  private final Copy copy;
  private final Consumer<byte[], byte[]> consumer;
  private final UUID instance;
  private final long mostBytes;

  /**
   * @param dropped   by view, positions that an operator has given up: they are passed over
   * @param consumer  reads nothing yet, and is closed with this
   * @param mostBytes that the rows of a transaction may take in memory
   */
  BulkLoad(Stream stream, List<View> views, Map<String, Set<Long>> dropped, Offsets offsets,
      TransactionOperations transactions, Copy copy, Consumer<byte[], byte[]> consumer, UUID instance,
      long mostBytes) {
    this.stream = stream;
    this.views = List.copyOf(views);
    this.dropped = Map.copyOf(dropped);
    this.offsets = offsets;
    this.transactions = transactions;
    this.copy = copy;
    this.consumer = consumer;
    this.instance = instance;
    this.mostBytes = mostBytes;
  }

  /**
   * Brings a partition to a position, the end of an append, or leaves some of the way.
   *
   * @param keys     is run before rows have to be found by primary keys
   * @param progress is told the offset that was read to
   * @return whether it is there
   */
  public boolean load(int partition, long position, Runnable keys, LongConsumer progress) {
    var places = views.stream().map(view -> requireNonNull(
        offsets.places(view.name(), stream, List.of(partition)).get(partition), "A partition without a row"))
        .distinct().toList();
    try {
      if (places.size() > 1) {
        throw new Unfoldable("views are at different places", null);
      }
      new Stretches(partition, places.getFirst(), progress).run(position, keys);
      return true;
    } catch (Unfoldable end) {
      // What cannot be applied is told by who sets it aside.
      log.info("Partition {} of {} is read slowly from here on: {}", partition, stream.topic(),
          end.getMessage(), end.getCause());
      return false;
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** What one view makes of a partition. */
  private final class Part {

    private final View view;
    private final Set<EventType> wants;
    private final Set<Long> without;
    private final BulkFold fold;

    private Part(View view, boolean complete) {
      this.view = view;
      this.wants = view.wants();
      this.without = dropped.getOrDefault(view.name(), Set.of());
      this.fold = view.bulk(copy, complete)
          .orElseThrow(() -> new Unfoldable(view.name() + " has no other way", null));
    }

    private void take(List<Append> appends) {
      var events = new ArrayList<FeedEvent>();
      for (var append : appends) {
        for (var received : append.received()) {
          if (without.isEmpty() || !without.contains(received.placed().position())) {
            take(received, events);
          }
        }
      }
      if (!events.isEmpty()) {
        attempt(() -> fold.apply(events));
      }
    }

    private void take(Received received, List<FeedEvent> events) {
      switch (received) {
        case Poisoned(_, _, var poison) -> throw new Unfoldable(poison.detail(), null);
        case Sound(_, var event) -> {
          if (wants.contains(EventType.of(event.event()))) {
            events.add(event);
          }
        }
      }
    }

    /** Else a fault is of the database, and passes on. */
    private void attempt(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException fault) {
        if (!Faults.areOfTheEvents(fault)) {
          throw fault;
        }
        throw new Unfoldable("View " + view.name() + ": " + Faults.told(fault), null);
      }
    }
  }

  /** One partition, in as many transactions as it takes. */
  private final class Stretches {

    private final TopicPartition partition;
    private final PartitionReader reader;
    private final List<Part> parts;
    private final LongConsumer progress;
    private @Nullable Append first;
    private @Nullable Append last;

    private Stretches(int number, Place place, LongConsumer progress) {
      var wanted = EnumSet.noneOf(EventType.class);
      views.forEach(view -> wanted.addAll(view.wants()));
      this.partition = new TopicPartition(stream.topic(), number);
      this.reader = new PartitionReader(number, new Partitioning(stream.partitions()), wanted, place);
      this.parts = views.stream().map(view -> new Part(view, place.next() == 0)).toList();
      this.progress = progress;
      consumer.assign(List.of(partition));
      consumer.seek(partition, place.next());
    }

    private void run(long position, Runnable keys) {
      while (reader.place().position() < position) {
        if (reader.place().next() > 0) {
          keys.run();
        }
        transactions.executeWithoutResult(_ -> stretch(position));
        reader.committed(requireNonNull(last));
      }
    }

    private void stretch(long position) {
      first = null;
      last = null;
      while (read() < position && bytes() < mostBytes) {
        poll(position);
      }
      for (var part : parts) {
        part.attempt(part.fold::write);
      }
      move(new Move(requireNonNull(first), requireNonNull(last)));
    }

    private long read() {
      return last == null ? reader.place().position() : last.position();
    }

    private long bytes() {
      return parts.stream().mapToLong(part -> part.fold.bytes()).sum();
    }

    private void poll(long position) {
      var records = consumer.poll(MOMENT).records(partition);
      if (records.isEmpty() && isAtEnd()) {
        throw new Unfoldable("it ends at position " + read(), null);
      }
      var reading = reader.read(records);
      var appends = reading.appends().stream().filter(append -> append.position() <= position).toList();
      if (!appends.isEmpty()) {
        first = first == null ? appends.getFirst() : first;
        last = appends.getLast();
        parts.forEach(part -> part.take(appends));
      }
      if (reading.fault() != null && read() < position) {
        throw new Unfoldable(String.valueOf(reading.fault().getMessage()), reading.fault());
      }
      progress.accept(consumer.position(partition));
    }

    private boolean isAtEnd() {
      var end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
      return consumer.position(partition) >= end;
    }

    /** At the end, since nobody else moves them: whoever did would be found out here. */
    private void move(Move move) {
      for (var view : views) {
        if (offsets.move(view.name(), stream, List.of(move), instance)) {
          throw new Unfoldable("events of view " + view.name() + " are parked", null);
        }
      }
    }
  }
}
