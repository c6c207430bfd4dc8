package tasklog.command.task;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tasklog.command.bus.Decider;

/** Hands the rules of tasks to the command bus; the rules themselves know no Spring. */
@Configuration(proxyBeanMethods = false)
class TaskConfiguration {

  @Bean
  Decider<?, ?> taskDecider() {
    return new TaskDecider();
  }

  @Bean
  Decider<?, ?> bulkDecider() {
    return new BulkDecider();
  }
}
