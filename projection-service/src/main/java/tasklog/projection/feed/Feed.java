package tasklog.projection.feed;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.projection.feed.parking.Parking;

/**
 * Starts the consumers once the topics are there, and stops them. A broker that is away delays that and nothing else:
 * queries go on.
 */
@Component
class Feed implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Feed.class);

  /** As long as Spring waits for a container. */
  private static final Duration PATIENCE = Duration.ofMillis(ContainerProperties.DEFAULT_SHUTDOWN_TIMEOUT);

  private final Broker broker;
  private final Retry retry;
  private final List<MessageListenerContainer> containers = new ArrayList<>();
  private volatile @Nullable Thread starter;

  Feed(
      List<View> views,
      Broker broker,
      Offsets offsets,
      Parking parking,
      TransactionTemplate transactions,
      Progress progress,
      Stops stops,
      Instance instance,
      FeedProperties properties,
      Containers containers,
      MeterRegistry meters) {
    this.broker = broker;
    this.retry = retry(properties);
    for (var view : views) {
      var projection = new Projection(view, offsets, parking, transactions, progress, instance);
      var batches = new BatchMeters(view.name(), meters);
      for (var number = 0; number < properties.consumers(); number++) {
        this.containers.add(containers.events(view.name(), number,
            new StreamConsumer(projection, broker, stops, retry(properties), batches)));
      }
    }
    this.containers.add(containers.heartbeats(new HeartbeatListener(progress)));
  }

  @Override
  public void start() {
    var thread = Thread.ofPlatform().daemon().name("feed-starter").unstarted(this::startWhenThere);
    starter = thread;
    thread.start();
  }

  @Override
  public synchronized void stop() {
    var running = starter;
    starter = null;
    if (running != null) {
      running.interrupt();
    }
    stopContainers();
  }

  @Override
  public boolean isRunning() {
    return starter != null;
  }

  private void startWhenThere() {
    while (retry.goesOn()) {
      try {
        log.info("Projecting {}", broker.stream());
        startContainers();
        return;
      } catch (KafkaException fault) {
        if (retry.begins()) {
          log.warn("Waiting for Kafka and the topics: {}", fault.toString());
        }
        retry.pause();
      }
    }
  }

  private synchronized void startContainers() {
    if (isRunning()) {
      containers.forEach(MessageListenerContainer::start);
    }
  }

  /** All at once: each waits for what its consumer has asked the broker for. */
  private void stopContainers() {
    var going = new CountDownLatch(containers.size());
    containers.forEach(container -> container.stop(going::countDown));
    try {
      if (!going.await(PATIENCE.toMillis(), MILLISECONDS)) {
        log.warn("{} consumers have not stopped within {}", going.getCount(), PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Retry retry(FeedProperties properties) {
    return new Retry(properties.retryAfter(), properties.retryAtMost(), this::isRunning);
  }
}
