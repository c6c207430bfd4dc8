package tasklog.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TagResolver;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.commandhandling.CommandHandler;
import org.axonframework.messaging.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.axonframework.messaging.core.Message;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskId;
import tasklog.events.wire.EventType;

/** Commands over Axon's bus, with nothing around the store but what the bus itself does. */
final class StoreCommands {

  private static final MessageType APPEND = new MessageType("bench", "Append", "1");
  private static final MessageType DECIDE = new MessageType("bench", "Decide", "1");
  private static final MessageType DONE = new MessageType("bench", "Done", "1");
  private static final String DESCRIPTION = "Some words on what is to be done, and why it should be. "
      .repeat(2);

  private final CommandBus bus;

  StoreCommands(EventStorageEngine engine) {
    System.setProperty("axoniq.update-checker.disabled", "true");
    bus = EventSourcingConfigurer.create()
        .componentRegistry(registry -> registry.registerComponent(TagResolver.class, _ -> event -> Set.of(
            tag(event(event).taskId()))))
        .registerEventStorageEngine(_ -> engine)
        .registerCommandHandlingModule(CommandHandlingModule.named("bench").commandHandlers(phase -> phase
            .commandHandler(APPEND.qualifiedName(),
                axon -> handler(axon.getComponent(EventStore.class), false))
            .commandHandler(DECIDE.qualifiedName(),
                axon -> handler(axon.getComponent(EventStore.class), true))))
        .start()
        .getComponent(CommandBus.class);
  }

  private static CommandHandler handler(EventStore store, boolean sourcing) {
    return (message, context) -> {
      var transaction = store.transaction(context);
      var event = event(message);
      if (sourcing) {
        transaction.source(SourcingCondition.conditionFor(EventCriteria.havingTags(tag(event.taskId()))))
            .reduce(0, (events, _) -> events + 1).join();
      }
      var type = EventType.of(event);
      transaction.appendEvent(new GenericEventMessage(
          new MessageType(EventType.NAMESPACE, type.eventName(), Integer.toString(type.version())), event));
      return MessageStream.just(new GenericCommandResultMessage(DONE, "done"));
    };
  }

  /** Appends whatever the log holds. */
  void append(TaskEvent.OfOne event) {
    send(APPEND, event);
  }

  /** Reads the task's events first and appends if none has come since, as a decision about it does. */
  void decide(TaskEvent.OfOne event) {
    send(DECIDE, event);
  }

  /** Returns when the event is durable; a conflict is tried again, as the service does. */
  private void send(MessageType type, TaskEvent.OfOne event) {
    while (true) {
      try {
        bus.dispatch(new GenericCommandMessage(type, event), null).join();
        return;
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof AppendEventsTransactionRejectedException)) throw e;
      }
    }
  }

  static TaskCreated newTask(OwnerId owner) {
    return new TaskCreated(owner, new TaskId(UuidCreator.getTimeOrderedEpoch()), "Buy milk and eggs",
        DESCRIPTION, Status.PENDING, Priority.MEDIUM, null, List.of(), Attributes.NONE, null);
  }

  private static TaskEvent.OfOne event(Message message) {
    return (TaskEvent.OfOne) Objects.requireNonNull(message.payload());
  }

  private static Tag tag(TaskId task) {
    return new Tag("task", task.toString());
  }
}
