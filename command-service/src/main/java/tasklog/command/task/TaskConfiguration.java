package tasklog.command.task;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import tasklog.command.bus.Decider;
import tasklog.web.LongBody;

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

  @Bean
  Decider<?, ?> importDecider() {
    return new ImportDecider();
  }

  @Bean
  LongBody importedFile() {
    return new LongBody(ImportController.PATH, DataSize.ofMegabytes(32));
  }
}
