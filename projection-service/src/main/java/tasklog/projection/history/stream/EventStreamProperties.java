package tasklog.projection.history.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How streams of events are kept.
 *
 * @param most      that may be open on this instance
 * @param heartbeat how long one may be silent
 * @param refresh   how often all are looked after although nobody told of an event
 */
@ConfigurationProperties("tasklog.sse")
record EventStreamProperties(
    @DefaultValue("5000") int most,
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("5s") Duration refresh) {}
