package tasklog.command.store;

import com.github.f4b6a3.uuid.UuidCreator;
import org.axonframework.common.IdentifierFactory;

/**
 * Makes the ids of messages, events among them, UUIDs of version 7: they grow with time, so the unique index on them is
 * only ever written at its end. Axon finds it as a service.
 */
public final class TimeOrderedIdentifiers extends IdentifierFactory {

  @Override
  public String generateIdentifier() {
    return UuidCreator.getTimeOrderedEpochPlus1().toString();
  }
}
