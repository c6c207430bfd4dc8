package tasklog.command.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.command.store.AnsweredRequests;
import tasklog.web.security.OwnerResolver;
import tools.jackson.databind.json.JsonMapper;

/** Puts idempotency together. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class IdempotencyConfiguration {

  @Bean
  Fingerprints fingerprints(IdempotencyProperties properties) {
    return Fingerprints.in(properties.keysDir());
  }

  @Bean
  Idempotency idempotency(AnsweredRequests answered, Fingerprints fingerprints,
      IdempotencyProperties properties,
      PlatformTransactionManager transactions, JsonMapper json) {
    return new Idempotency(answered, fingerprints, properties, new TransactionTemplate(transactions), json);
  }

  @Bean
  ExpiredAnswers expiredAnswers(AnsweredRequests answered) {
    return new ExpiredAnswers(answered);
  }

  /** Behind security, which says who asks, and behind the limit of bodies. */
  @Bean
  FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
      Idempotency idempotency, Fingerprints fingerprints, ObjectProvider<OwnerResolver> owners) {
    var filter = new FilterRegistrationBean<>(new IdempotencyFilter(idempotency, fingerprints, owners));
    filter.setOrder(Ordered.LOWEST_PRECEDENCE);
    return filter;
  }
}
