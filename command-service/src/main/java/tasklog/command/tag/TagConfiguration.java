package tasklog.command.tag;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tasklog.command.bus.Decider;

/** Hands the rules of tags to the command bus; the rules themselves know no Spring. */
@Configuration(proxyBeanMethods = false)
class TagConfiguration {

  @Bean
  Decider<?, ?> tagDecider() {
    return new TagDecider();
  }
}
