package tasklog.command.bus;

import org.axonframework.messaging.core.MessageType;

/** Names of commands: their class, since they never leave the process. */
final class CommandNames {

  private static final ClassValue<MessageType> TYPES = new ClassValue<>() {
    @Override
    protected MessageType computeValue(Class<?> command) {
      return new MessageType(EventNames.NAMESPACE, command.getSimpleName(), "1");
    }
  };

  private CommandNames() {}

  static MessageType type(Class<?> command) {
    return TYPES.get(command);
  }
}
