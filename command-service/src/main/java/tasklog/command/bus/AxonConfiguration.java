package tasklog.command.bus;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.TagResolver;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.axonframework.messaging.core.MessageTypeResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tasklog.command.store.PostgresEventStorageEngine;

/** Axon's command bus and event store over our storage engine; nothing else of Axon runs. */
@Configuration(proxyBeanMethods = false)
class AxonConfiguration {

  @Bean
  DecisionMetrics decisionMetrics(MeterRegistry meters) {
    return new DecisionMetrics(meters);
  }

  @Bean
  Knowledge knowledge(PostgresEventStorageEngine engine, DecisionSettings settings, DecisionMetrics metrics,
      List<Decider<?, ?>> deciders) {
    var knowledge = new Knowledge(engine, new DecisionCache(settings, metrics), metrics, deciders);
    engine.follow(knowledge);
    return knowledge;
  }

  @Bean(destroyMethod = "shutdown")
  org.axonframework.common.configuration.AxonConfiguration axon(
      PostgresEventStorageEngine engine, Knowledge knowledge, List<Decider<?, ?>> deciders) {
    return configurer(engine, knowledge, deciders).start();
  }

  @Bean
  Commands commands(org.axonframework.common.configuration.AxonConfiguration axon, Knowledge knowledge,
      DecisionMetrics metrics) {
    return new Commands(axon.getComponent(CommandBus.class), knowledge, metrics);
  }

  static EventSourcingConfigurer configurer(
      PostgresEventStorageEngine engine, Knowledge knowledge, List<Decider<?, ?>> deciders) {
    System.setProperty("axoniq.update-checker.disabled", "true"); // it would ask a server of its vendor
    return EventSourcingConfigurer.create()
        .componentRegistry(registry -> registry
            .registerComponent(MessageTypeResolver.class, _ -> new EventNames())
            .registerComponent(TagResolver.class,
                _ -> event -> EventTags.of(EventNames.event(event))))
        .registerEventStorageEngine(_ -> engine)
        .registerCommandHandlingModule(CommandHandlingModule.named("tasklog").commandHandlers(phase -> {
          for (var decider : deciders) {
            register(phase, decider, knowledge);
          }
        }));
  }

  private static <C extends Command<S>, S> void register(
      CommandHandlingModule.CommandHandlerPhase phase, Decider<C, S> decider, Knowledge knowledge) {
    classes(decider.commands()).forEach(command -> phase.commandHandler(
        CommandNames.type(command).qualifiedName(),
        axon -> {
          Supplier<EventStore> store = () -> axon.getComponent(EventStore.class);
          return new CommandHandlers<>(decider, knowledge, store);
        }));
  }

  private static Stream<Class<?>> classes(Class<?> commands) {
    return commands.isSealed() ? Stream.of(commands.getPermittedSubclasses()) : Stream.of(commands);
  }
}
