package tasklog.bench.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.bench.server.Database;
import tasklog.command.bus.Commands;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Origin;
import tasklog.command.bus.Precondition;
import tasklog.command.task.BulkCommand.ChangeStatuses;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.TaskCommand.ChangeTask;
import tasklog.command.task.TaskCommand.Changes;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.events.Actor;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TasklogEvent;
import tasklog.events.TaskId;
import tasklog.events.wire.EventType;

/**
 * Commands as the service carries them out, by its own rules, bus and store as it wires them itself; without HTTP before
 * them and Kafka behind. Each returns when its events are durable.
 */
public final class ServiceCommands implements AutoCloseable {

  private static final String[] WIRING = {"tasklog.command.bus", "tasklog.command.store",
      "tasklog.command.task"};

  private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
  private final Commands commands;
  private final EventStorageEngine engine;

  @Configuration(proxyBeanMethods = false)
  @ConfigurationPropertiesScan({"tasklog.command.bus", "tasklog.command.store"})
  static class Defaults {}

  public ServiceCommands(Database database) {
    context.registerBean(HikariDataSource.class, () -> pool(database));
    context.registerBean(JdbcClient.class, () -> JdbcClient.create(context.getBean(HikariDataSource.class)));
    context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
    context.registerBean(Defaults.class);
    var scanner = new ClassPathBeanDefinitionScanner(context, false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(Configuration.class));
    scanner.scan(WIRING);
    context.refresh();
    commands = context.getBean(Commands.class);
    engine = context.getBean(EventStorageEngine.class);
  }

  private static HikariDataSource pool(Database database) {
    var config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMinimumIdle(5);
    config.setMaximumPoolSize(15);
    return new HikariDataSource(config);
  }

  /** Appends whatever the log holds, past the bus. */
  void append(TaskCreated event) {
    append(event, EventTags.task(event.taskId()));
  }

  /** Makes an account that may write. */
  public void register(OwnerId owner) {
    append(new AccountRegistered(owner, owner), EventTags.account(owner));
  }

  private void append(TasklogEvent event, Tag tag) {
    var type = new MessageType(EventType.NAMESPACE, EventType.of(event).eventName(), "1");
    engine.appendEvents(AppendCondition.none(), null,
        List.of(new GenericTaggedEventMessage<>(new GenericEventMessage(type, event), Set.of(tag))))
        .join().commit(null).join();
  }

  /** Reads all that happened to a task, as a decision on it does. */
  int source(TaskId task) {
    return engine.source(SourcingCondition.conditionFor(EventCriteria.havingTags(EventTags.task(task))), null)
        .reduce(0, (events, _) -> events + 1).join();
  }

  /** Returns the position of the event. */
  public long create(OwnerId owner, TaskId task) {
    return commands
        .send(new CreateTask(owner, task, SampleTasks.TITLE, SampleTasks.DESCRIPTION, Status.PENDING,
            Priority.MEDIUM, null, List.of(), Attributes.NONE, now()), by(owner))
        .position();
  }

  void changeStatus(OwnerId owner, TaskId task, Status status) {
    change(owner, task, new Changes(null, null, status, null, null, null, null));
  }

  void retitle(OwnerId owner, TaskId task, String title) {
    change(owner, task, new Changes(title, null, null, null, null, null, null));
  }

  private void change(OwnerId owner, TaskId task, Changes changes) {
    commands.send(new ChangeTask(owner, task, changes, Precondition.NONE, now()), by(owner));
  }

  void changeStatuses(OwnerId owner, List<TaskId> tasks, Status status) {
    commands.send(new ChangeStatuses(owner, tasks, status, Mode.ATOMIC, now()), by(owner));
  }

  private static Origin by(OwnerId owner) {
    return new Origin(new Actor("user", owner.toString()), "measurement", null);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public void close() {
    context.close();
  }
}
