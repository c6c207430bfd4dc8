package tasklog.web.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.ProblemWriter;

/** Who may do what: what is not public takes a token with the scope {@code tasks}. Nothing is kept between requests. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration implements WebMvcConfigurer {

  private final ObjectProvider<OwnerResolver> owners;

  SecurityConfiguration(ObjectProvider<OwnerResolver> owners) {
    this.owners = owners;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new CallerArguments(
        (caller, writing) -> Optional.ofNullable(owners.getIfAvailable())
            .flatMap(known -> known.resolve(caller, writing))));
  }

  @Bean
  TokenVerifier tokenVerifier(
      SecurityProperties properties,
      ObjectProvider<JWKSource<SecurityContext>> ownKeys,
      Clock clock) {
    return new TokenVerifier(new Issuers(properties, ownKeys.getIfAvailable(), clock), properties.verified(),
        clock);
  }

  @Bean
  SecurityFilterChain security(
      HttpSecurity http,
      TokenVerifier verifier,
      ProblemWriter problems,
      SecurityProperties properties,
      Environment environment) {
    var refusals = new Refusals(problems);
    var bearer = new BearerTokenAuthenticationFilter(verifier, new ProtectedOnly());
    bearer.setAuthenticationEntryPoint(refusals);
    bearer.setAuthenticationFailureHandler(refusals);
    return http
        .csrf(AbstractHttpConfigurer::disable)
        .cors(cors -> Cors.configure(cors, properties.cors()))
        .securityContext(context -> context
            .securityContextRepository(new RequestAttributeSecurityContextRepository()))
        .sessionManagement(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .headers(headers -> headers.defaultsDisabled()
            .contentTypeOptions(options -> {})
            .addHeaderWriter(new StaticHeadersWriter("Cache-Control", "no-cache")))
        .addFilterAt(bearer, BasicAuthenticationFilter.class)
        .exceptionHandling(failed -> failed.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .authorizeHttpRequests(requests -> authorize(requests, environment))
        .build();
  }

  private static void authorize(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
      Environment environment) {
    if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
      requests.requestMatchers(EndpointRequest.toAnyEndpoint(), EndpointRequest.toLinks()).permitAll();
    }
    requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC).permitAll()
        .requestMatchers(ProtectedOnly.PUBLIC).permitAll()
        .anyRequest().hasAuthority("SCOPE_" + OwnTokens.SCOPE_TASKS);
  }

  /** A span for each filter of each request would cost more than the filters. */
  @Bean
  SecurityObservationSettings observations() {
    return SecurityObservationSettings.noObservations();
  }

  /** What the firewall rejects is no valid request, and no fault of ours either. */
  @Bean
  RequestRejectedHandler rejected(ProblemWriter problems) {
    return (request, response, rejected) -> problems.write(response,
        ProblemException.of(ProblemCode.MALFORMED_REQUEST));
  }
}
