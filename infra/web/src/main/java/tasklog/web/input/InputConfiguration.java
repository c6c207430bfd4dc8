package tasklog.web.input;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.NullNode;

/** What controllers may declare: ids in paths, {@link QueryParameters}, preconditions, preferences, the token. */
@Configuration(proxyBeanMethods = false)
class InputConfiguration implements WebMvcConfigurer {

  @Bean
  JacksonModule bodies() {
    return new SimpleModule("bodies").addDeserializer(Body.class, new BodyReader());
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

  private static final class BodyReader extends ValueDeserializer<Body> {

    @Override
    public Body deserialize(JsonParser in, DeserializationContext context) {
      return Body.of(context.readTree(in));
    }

    /** The whole body may be null: that is JSON, but no object. */
    @Override
    public Body getNullValue(DeserializationContext context) {
      return Body.of(NullNode.getInstance());
    }
  }
}
