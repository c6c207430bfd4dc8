package tasklog.web.input;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/** What controllers may declare: ids in paths, {@link QueryParameters}, preconditions, preferences, the token. */
@Configuration(proxyBeanMethods = false)
class InputConfiguration implements WebMvcConfigurer {

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters.addCustomConverter(new BodyConverter());
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new RequestArguments());
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new Unread());
  }

  /** A malformed id names nothing, so it is answered like one that nobody has. */
  @Override
  public void addFormatters(FormatterRegistry registry) {
    registry.addConverter(String.class, TaskId.class,
        text -> id(text, TaskId::new, ProblemCode.TASK_NOT_FOUND));
    registry.addConverter(String.class, TagId.class, text -> id(text, TagId::new, ProblemCode.TAG_NOT_FOUND));
    registry.addConverter(String.class, OwnerId.class,
        text -> id(text, OwnerId::new, ProblemCode.ACCOUNT_NOT_FOUND));
    registry.addConverter(String.class, UUID.class, text -> id(text, id -> id, ProblemCode.ROUTE_NOT_FOUND));
  }

  private static <T> T id(String text, Function<UUID, T> type, ProblemCode absent) {
    return Values.uuid(text).map(type).orElseThrow(() -> ProblemException.of(absent));
  }
}
