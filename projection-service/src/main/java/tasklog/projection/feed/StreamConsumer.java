package tasklog.projection.feed;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static tasklog.projection.feed.Unusable.Reason.TOPIC_CHANGED;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.Offsets.Overtaken;

/**
 * One consumer of the stream for one view. Kafka only says which partitions are its own: where they stand is in the
 * database, and nothing is ever committed to Kafka. Whatever goes wrong ends in one of two ways: a partition is paused
 * until a person has looked, or all is read again after a pause. Its methods run on the consumer's thread only.
 */
final class StreamConsumer
    implements
      BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]>,
      ConsumerAwareRebalanceListener,
      CommonErrorHandler {

  private static final Logger log = LoggerFactory.getLogger(StreamConsumer.class);

  private final Projection projection;
  private final Broker broker;
  private final Stops stops;
  private final Retry retry;
  private final BatchMeters batches;
  private final Map<Integer, PartitionReader> readers = new HashMap<>();
  private final Passed passed = new Passed();
  private @Nullable Stream stream;

  StreamConsumer(Projection projection, Broker broker, Stops stops, Retry retry, BatchMeters batches) {
    this.projection = projection;
    this.broker = broker;
    this.stops = stops;
    this.retry = retry;
    this.batches = batches;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      place(consumer, partitions);
    }
  }

  @Override
  public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer,
      Collection<TopicPartition> partitions) {
    for (var partition : partitions) {
      forget(partition);
      stops.remove(projection.view(), partition.partition());
    }
  }

  @Override
  public void onMessage(
      List<ConsumerRecord<byte[], byte[]>> records,
      @Nullable Acknowledgment never,
      @Nullable Consumer<?, ?> own) {
    var consumer = requireNonNull(own);
    attempt(consumer, () -> project(records, consumer));
  }

  /** Whether there is anything on the stream that its view does not want. */
  boolean passesOver() {
    return projection.wants().size() < EventType.values().length;
  }

  /** Nothing has come for a moment. */
  void idle(Consumer<?, ?> consumer) {
    var due = passed.with(List.of());
    if (!due.isEmpty()) {
      attempt(consumer, () -> apply(due));
    }
  }

  private void attempt(Consumer<?, ?> consumer, Runnable step) {
    try {
      step.run();
      retry.succeeded();
    } catch (Overtaken overtaken) {
      log.info("View {}: {}; going on from where they are", projection.view(), overtaken.getMessage());
      place(consumer, going(consumer));
    } catch (RuntimeException fault) {
      rewind(consumer);
      pause("cannot write, trying again until it can", fault);
    }
  }

  /** The topic may have lost what comes next; everything else that a poll can throw is a broker that is away. */
  @Override
  public void handleOtherException(
      Exception fault,
      Consumer<?, ?> consumer,
      MessageListenerContainer container,
      boolean batch) {
    if (fault instanceof OffsetOutOfRangeException gone) {
      gone.offsetOutOfRangePartitions().forEach((partition, offset) -> stop(consumer, partition,
          new Unusable(TOPIC_CHANGED, partition + " does not have offset " + offset + ", which comes next")));
    } else {
      pause("cannot read, trying again until it can", fault);
    }
  }

  /** Goes on from where the database says; without the database there is nothing else to do, so it is waited for. */
  private void place(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    while (retry.goesOn()) {
      try {
        seek(consumer, partitions);
        retry.succeeded();
        return;
      } catch (Unusable fault) {
        partitions.forEach(partition -> consumer.seek(partition, 0));
        partitions.forEach(partition -> stop(consumer, partition, fault));
        return;
      } catch (RuntimeException fault) {
        pause("cannot find its place, trying again until it can", fault);
      }
    }
    partitions.forEach(partition -> consumer.seek(partition, 0));
    consumer.pause(List.copyOf(partitions));
  }

  private void seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    var now = broker.stream();
    var places = projection.places(now, partitions.stream().map(TopicPartition::partition).toList());
    var partitioning = new Partitioning(now.partitions());
    for (var partition : partitions) {
      var place = requireNonNull(places.get(partition.partition()), "A partition without a row");
      forget(partition);
      readers.put(partition.partition(),
          new PartitionReader(partition.partition(), partitioning, projection.wants(), place));
      consumer.seek(partition, place.next());
    }
    stream = now;
    log.info("View {} goes on with {}", projection.view(), places);
  }

  private void project(List<ConsumerRecord<byte[], byte[]>> records, Consumer<?, ?> consumer) {
    var appends = new ArrayList<Append>();
    var faults = new LinkedHashMap<Integer, Unusable>();
    records.stream().collect(groupingBy(ConsumerRecord::partition, LinkedHashMap::new, toList()))
        .forEach((partition, ofPartition) -> {
          var reading = reader(partition).read(ofPartition);
          appends.addAll(reading.appends());
          if (reading.fault() != null) {
            faults.put(partition, reading.fault());
          }
        });
    var due = faults.isEmpty() ? passed.then(appends) : passed.with(appends);
    if (due.isEmpty()) {
      projection.passed(appends);
    } else {
      apply(due);
    }
    faults.forEach(
        (partition, fault) -> stop(consumer, new TopicPartition(stream().topic(), partition), fault));
  }

  private void apply(List<Append> appends) {
    batches.measure(appends, () -> projection.apply(stream(), appends,
        append -> reader(append.partition()).committed(append)));
    passed.clear();
  }

  private void rewind(Consumer<?, ?> consumer) {
    passed.clear();
    for (var partition : going(consumer)) {
      var reader = reader(partition.partition());
      reader.rewind();
      consumer.seek(partition, reader.place().next());
    }
  }

  private void forget(TopicPartition partition) {
    readers.remove(partition.partition());
    passed.forget(partition.partition());
  }

  private void stop(Consumer<?, ?> consumer, TopicPartition partition, Unusable fault) {
    forget(partition);
    consumer.pause(List.of(partition));
    stops.add(projection.view(), partition.partition(), fault);
  }

  private void pause(String what, Exception fault) {
    if (retry.begins()) {
      log.warn("View {} {}", projection.view(), what, fault);
    }
    retry.pause();
  }

  private Set<TopicPartition> going(Consumer<?, ?> consumer) {
    return consumer.assignment().stream()
        .filter(partition -> readers.containsKey(partition.partition()))
        .collect(toSet());
  }

  private PartitionReader reader(int partition) {
    return requireNonNull(readers.get(partition), "A record of a partition that was not placed");
  }

  private Stream stream() {
    return requireNonNull(stream, "A record before any partition was placed");
  }
}
