package tasklog.projection.feed;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the stream is read.
 *
 * @param consumers  threads of this instance that read it, for each view
 * @param retryAfter the first pause after a fault of the database or the broker; doubles up to {@code retryAtMost}
 * @param refresh    how often the progress of other instances is looked up although nobody told
 * @param waiters    requests that may wait for a view at the same time
 */
@ConfigurationProperties("tasklog.feed")
record FeedProperties(
    @DefaultValue("1") int consumers,
    @DefaultValue("100ms") Duration retryAfter,
    @DefaultValue("2s") Duration retryAtMost,
    @DefaultValue("5s") Duration refresh,
    @DefaultValue("1000") int waiters) {}
