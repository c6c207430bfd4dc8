package tasklog.command.relay;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param enabled   whether this instance takes part
 * @param lease     after so long without a sign of life another instance leads; takeover takes as long, and a moment
 * @param heartbeat how often a heartbeat is on the stream
 * @param pace      so long at least from the beginning of a transaction with ten events or more to that of the next one,
 *                  unless more than a page waits; in proportion less behind fewer events
 * @param page      events that are read at once
 * @param events    a transaction ends with the page that brings it to so many events
 * @param bytes     or to so many bytes of data
 * @param patience  how long Kafka may take for one step before all is begun anew
 * @param backOff   the longest pause between two attempts
 */
@ConfigurationProperties("tasklog.relay")
record RelaySettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("1500ms") Duration lease,
    @DefaultValue("1s") Duration heartbeat,
    @DefaultValue("20ms") Duration pace,
    @DefaultValue("1000") int page,
    @DefaultValue("10000") int events,
    @DefaultValue("8MB") DataSize bytes,
    @DefaultValue("15s") Duration patience,
    @DefaultValue("5s") Duration backOff) {

  /** How often the lease is renewed: more than once may fail before it is lost. */
  Duration renewal() {
    return lease.dividedBy(4);
  }
}
