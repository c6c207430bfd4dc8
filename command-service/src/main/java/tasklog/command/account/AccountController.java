package tasklog.command.account;

import static tasklog.web.security.OwnTokens.SCOPE_ADMIN;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.command.web.Answers;
import tasklog.command.web.Idempotency;
import tasklog.events.OwnerId;
import tasklog.web.input.Body;
import tasklog.web.input.Prefer;
import tasklog.web.security.Caller;

/** Registration, one's own account, and what administrators do to others'. */
@RestController
@RequestMapping("/v1/accounts")
class AccountController {

  private static final URI ME = URI.create("/v1/accounts/me");

  private final Registration registration;
  private final AccountChanges changes;
  private final AttemptLimits limits;
  private final Answers answers;
  private final Idempotency idempotency;

  AccountController(
      Registration registration, AccountChanges changes, AttemptLimits limits, Answers answers,
      Idempotency idempotency) {
    this.registration = registration;
    this.changes = changes;
    this.limits = limits;
    this.answers = answers;
    this.idempotency = idempotency;
  }

  @PostMapping(consumes = "application/json")
  ResponseEntity<AccountResource> register(@RequestBody Body body, Prefer prefer,
      HttpServletRequest request) {
    var email = AccountBodies.email(body);
    var password = AccountBodies.newPassword(body, "password");
    var displayName = AccountBodies.displayName(body).required();
    body.check();
    return idempotency.within(AttemptLimits.folded(email.get()), () -> {
      limits.registration(request.getRemoteAddr());
      return registration.register(email.get(), password.get(), displayName.get(),
          account -> answer(account, prefer, ResponseEntity.created(ME)));
    });
  }

  @GetMapping("/me")
  AccountResource me(OwnerId owner) {
    return AccountBodies.resource(changes.find(owner));
  }

  @PatchMapping(path = "/me", consumes = "application/merge-patch+json")
  ResponseEntity<AccountResource> rename(@RequestBody Body body, OwnerId owner, Prefer prefer) {
    var displayName = AccountBodies.displayName(body);
    body.check();
    return idempotency.once(() -> changed(changes.rename(owner, displayName.orNull()), prefer));
  }

  @PostMapping(path = "/me/password", consumes = "application/json")
  ResponseEntity<AccountResource> changePassword(@RequestBody Body body, OwnerId owner, Prefer prefer,
      HttpServletRequest request) {
    var current = body.text("current_password", 0, Integer.MAX_VALUE).required();
    var next = AccountBodies.newPassword(body, "new_password");
    body.check();
    return idempotency.once(() -> changed(
        changes.changePassword(owner, current.get(), next.get(), request.getRemoteAddr()), prefer));
  }

  @PostMapping("/me/deactivate")
  ResponseEntity<AccountResource> deactivate(OwnerId owner, Prefer prefer) {
    return changes.deactivate(owner, account -> changed(account, prefer));
  }

  @PostMapping("/{id}/reactivate")
  ResponseEntity<AccountResource> reactivate(
      @PathVariable OwnerId id, Caller caller, OwnerId administrator, Prefer prefer) {
    caller.requireScope(SCOPE_ADMIN);
    return changes.reactivate(id, administrator, account -> changed(account, prefer));
  }

  private ResponseEntity<AccountResource> changed(Account account, Prefer prefer) {
    return answer(account, prefer, Answers.ok(prefer));
  }

  private ResponseEntity<AccountResource> answer(Account account, Prefer prefer,
      ResponseEntity.BodyBuilder success) {
    return answers.answer(AccountBodies.resource(account), account.state().version(), prefer, success);
  }
}
