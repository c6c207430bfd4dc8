package tasklog.command.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.axonframework.common.IdentifierFactory;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.messaging.commandhandling.CommandHandler;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.commandhandling.CommandResultMessage;
import org.axonframework.messaging.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventMetadata;
import tasklog.command.store.KnownEvents;
import tasklog.command.store.NewRequest;

/**
 * Looks up what a decider needs to know, lets it decide, and appends what it decided: one unit of work of Axon. What is
 * known may be old. An append is refused by the store when an event that the decision rests on has come since, and where
 * nothing is to be appended the log is asked before that is answered.
 */
final class CommandHandlers<C extends Command<S>, S> implements CommandHandler {

  /** What is dispatched, again after a conflict; it never leaves the process, nor its thread. */
  static final class Asked<S> {

    private final Command<S> command;
    private final @Nullable Receipt<S> receipt;
    private @Nullable Known known;

    Asked(Command<S> command, @Nullable Receipt<S> receipt) {
      this.command = command;
      this.receipt = receipt;
    }

    Command<S> command() {
      return command;
    }
  }

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
  private final Knowledge knowledge;
  private final Supplier<EventStore> store;

  CommandHandlers(Decider<C, S> decider, Knowledge knowledge, Supplier<EventStore> store) {
    this.decider = decider;
    this.knowledge = knowledge;
    this.store = store;
  }

  @Override
  public MessageStream.Single<CommandResultMessage> handle(CommandMessage message,
      ProcessingContext context) {
    try {
      var asked = asked(message);
      var decision = decide(asked);
      var request = asked.receipt == null ? null : asked.receipt.of(decision::at);
      if (request != null) {
        context.putResource(NewRequest.RESOURCE_KEY, request);
      }
      var transaction = store.get().transaction(context);
      if (!decision.events().isEmpty()) {
        context.putResource(KnownEvents.RESOURCE_KEY, decision.known().events());
        messages(decision, message).forEach(transaction::appendEvent);
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

  /** What an earlier try was decided on has been overtaken by another command. */
  private Decision<C, S> decide(Asked<S> asked) {
    var command = Objects.requireNonNull(decider.commands().cast(asked.command));
    var known = asked.known == null ? knowledge.of(decider, command) : knowledge.again(asked.known);
    var appending = known.isCurrent() ? Optional.<Decision<C, S>>empty() : appending(command, known);
    var decision = appending
        .orElseGet(
            () -> Decision.of(decider, command, known.isCurrent() ? known : knowledge.confirmed(known)));
    asked.known = decision.known();
    return decision;
  }

  /** The decision, if something is to be appended. */
  private Optional<Decision<C, S>> appending(C command, Known known) {
    try {
      return Optional.of(Decision.of(decider, command, known))
          .filter(decision -> !decision.events().isEmpty());
    } catch (Refused _) {
      return Optional.empty();
    }
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
