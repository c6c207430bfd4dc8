package tasklog.projection.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.web.ProblemException;
import tasklog.web.RequestId;
import tasklog.web.WebJson;
import tasklog.web.security.Caller;
import tasklog.web.security.OwnerResolver;
import tools.jackson.core.JacksonException;

/**
 * Asks the command service, which gives out accounts, whose account a subject of another issuer has, with the caller's
 * own token. An account that was found never changes and is remembered; that there is none is asked anew each time,
 * since the next write makes one.
 */
@Component
class RemoteOwners implements OwnerResolver {

  private static final Logger log = LoggerFactory.getLogger(RemoteOwners.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int MAX_REMEMBERED = 10_000;

  private record Key(String issuer, String subject) {}

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final URI me;
  private final Cache<Key, OwnerId> known = Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  RemoteOwners(@Value("${tasklog.command-url}") String commandUrl) {
    this.me = URI.create(commandUrl + "/v1/accounts/me");
  }

  /** @throws ProblemException {@code service_unavailable} while the command service does not answer */
  @Override
  public Optional<OwnerId> resolve(Caller caller, boolean writing) {
    var key = new Key(caller.issuer(), caller.subject());
    var owner = Optional.ofNullable(known.getIfPresent(key)).or(() -> ask(caller));
    owner.ifPresent(id -> known.put(key, id));
    return owner;
  }

  private Optional<OwnerId> ask(Caller caller) {
    try {
      var answer = http.send(request(caller), BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200 -> Optional.of(id(answer));
        case 404 -> Optional.empty();
        default -> throw away("it answered " + answer.statusCode());
      };
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw away(e.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw away("interrupted");
    }
  }

  private HttpRequest request(Caller caller) {
    return HttpRequest.newBuilder(me).timeout(TIMEOUT)
        .header("Authorization", "Bearer " + caller.token())
        .header(RequestId.HEADER, RequestId.current())
        .build();
  }

  private static OwnerId id(HttpResponse<String> answer) {
    return new OwnerId(UUID.fromString(WebJson.mapper().readTree(answer.body()).path("id").asString("")));
  }

  private static ProblemException away(String reason) {
    log.warn("Not served, since the command service does not say whose account it is: {}", reason);
    return ProblemException.unavailable(RETRY);
  }
}
