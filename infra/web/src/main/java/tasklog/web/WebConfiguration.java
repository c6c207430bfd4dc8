package tasklog.web;

import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/** What both services have around their controllers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebProperties.class)
class WebConfiguration {

  @Bean
  JsonMapper jsonMapper(List<JacksonModule> modules) {
    return WebJson.mapper().rebuild().addModules(modules).build();
  }

  @Bean
  ProblemWriter problemWriter(JsonMapper json) {
    return new ProblemWriter(json);
  }

  @Bean
  TomcatErrors tomcatErrors(ProblemWriter problems) {
    return new TomcatErrors(problems);
  }

  @Bean
  FilterRegistrationBean<RequestFilter> requestFilter(ProblemWriter problems) {
    var filter = new FilterRegistrationBean<>(new RequestFilter(problems));
    filter.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  /** Behind security, a stranger's body is not even counted; before whoever reads bodies ahead of the controllers. */
  @Bean
  FilterRegistrationBean<BodyLimit> bodyLimit(WebProperties properties, List<LongBody> exceptions) {
    var filter = new FilterRegistrationBean<>(new BodyLimit(properties.maxBody(), exceptions));
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
    return filter;
  }

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
