package tasklog.command.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.axonframework.common.IdentifierFactory;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreTransaction;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.commandhandling.CommandHandler;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.commandhandling.CommandResultMessage;
import org.axonframework.messaging.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventMetadata;
import tasklog.command.store.NewRequest;

/**
 * Sources what a decider needs to know, lets it decide, and appends what it decided: one unit of work of Axon. The
 * append is refused by the store when an event that the decision rests on has come since.
 */
final class CommandHandlers<C extends Command<S>, S> implements CommandHandler {

  /** What is dispatched; it never leaves the process. */
  record Asked<S>(Command<S> command, @Nullable Receipt<S> receipt) {}

  /** A decision whose position is known once the unit of work has committed. */
  record Pending<S>(Decision<?, S> decision, Supplier<ConsistencyMarker> marker,
      @Nullable NewRequest request) {

    Decided<S> committed() {
      return new Decided<>(decision,
          decision.events().isEmpty() ? 0 : GlobalIndexConsistencyMarker.position(marker.get()));
    }
  }

  private static final MessageType RESULT = new MessageType(EventNames.NAMESPACE, "Decided", "1");

  private final Decider<C, S> decider;
  private final Supplier<EventStore> store;

  CommandHandlers(Decider<C, S> decider, Supplier<EventStore> store) {
    this.decider = decider;
    this.store = store;
  }

  @Override
  public MessageStream.Single<CommandResultMessage> handle(CommandMessage message,
      ProcessingContext context) {
    try {
      var asked = asked(message);
      var command = Objects.requireNonNull(decider.commands().cast(asked.command()));
      var transaction = store.get().transaction(context);
      var state = source(command, transaction);
      var decision = new Decision<>(decider, command, state, decider.decide(state, command));
      messages(decision, message).forEach(transaction::appendEvent);
      var request = asked.receipt() == null ? null : asked.receipt().of(decision::at);
      if (request != null) {
        context.putResource(NewRequest.RESOURCE_KEY, request);
      }
      var pending = new Pending<>(decision, transaction::appendPosition, request);
      return MessageStream.just(new GenericCommandResultMessage(RESULT, pending));
    } catch (Error e) { // a unit of work of Axon 5.0.1 would never complete
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked") // a command of this decider is a Command<S>
  private Asked<S> asked(CommandMessage message) {
    return (Asked<S>) Objects.requireNonNull(message.payload());
  }

  private S source(C command, EventStoreTransaction transaction) {
    return transaction.source(SourcingCondition.conditionFor(decider.criteria(command)))
        .reduce(decider.initial(command), (state, entry) -> decider.evolve(state, happened(entry)))
        .join();
  }

  private static Happened happened(MessageStream.Entry<? extends EventMessage> entry) {
    var position = TrackingToken.fromContext(entry).orElseThrow().position().orElseThrow();
    return new Happened(EventNames.event(entry.message()), position, entry.message().timestamp());
  }

  private static List<EventMessage> messages(Decision<?, ?> decision, CommandMessage message) {
    var metadata = message.metadata().and(EventMetadata.CAUSATION_ID, message.identifier());
    var messages = new ArrayList<EventMessage>(decision.events().size());
    for (int i = 0; i < decision.events().size(); i++) {
      var event = decision.events().get(i);
      messages.add(new GenericEventMessage(IdentifierFactory.getInstance().generateIdentifier(),
          EventNames.type(event), event, metadata, decision.at(i)));
    }
    return messages;
  }
}
