package tasklog.command.web;

import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.TASK_NOT_FOUND;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tasklog.command.bus.Command;
import tasklog.command.bus.Commands;
import tasklog.command.bus.Decided;
import tasklog.command.bus.Origin;
import tasklog.command.bus.Refused;
import tasklog.command.bus.Refused.Offender;
import tasklog.command.bus.Refused.Reason;
import tasklog.command.store.AppendOutcomeUnknownException;
import tasklog.command.store.RequestAlreadyAnsweredException;
import tasklog.command.store.StoreUnavailableException;
import tasklog.command.web.CommandMetrics.Failure;
import tasklog.events.Actor;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tasklog.web.RequestId;
import tasklog.web.TraceParent;

/** Hands in the commands of the request that the thread serves; what is refused becomes a problem, here only. */
@Component
public final class RequestCommands {

  /** So many lines of a file are told of at once. */
  public static final int MAX_ERRORS = 100;

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Commands commands;
  private final Idempotency idempotency;
  private final CommandMetrics metrics;
  private final Clock clock;

  RequestCommands(Commands commands, Idempotency idempotency, CommandMetrics metrics, Clock clock) {
    this.commands = commands;
    this.idempotency = idempotency;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** When a command of this request is asked for: the present, in microseconds. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Decides a command in the name of who asks for it.
   *
   * @throws ProblemException when it is refused, or cannot be decided now
   */
  public <S> Decided<S> send(Command<S> command) {
    return decided(() -> commands.send(command, origin(command)));
  }

  /**
   * Decides the command that a request stands for, and answers it: once, if the request has a key. The answer is then
   * stored in the transaction of the events; that of a command which changes nothing, and a refusal, in one of its own.
   * A retry gets the very same.
   *
   * @param answer for a request with a key it is made before the events have positions, for several that they could get:
   *               it may name positions of the decision, and has to be the same in all else
   * @throws ProblemException when it is refused, or cannot be decided now
   */
  public <S, T> ResponseEntity<T> answer(Command<S> command, Function<Decided<S>, ResponseEntity<T>> answer) {
    var request = idempotency.current();
    return request.isEmpty()
        ? answer.apply(send(command))
        : idempotency.unlessRefused(request.get(), () -> once(request.get(), command, answer));
  }

  private <S, T> ResponseEntity<T> once(KeyedRequest request, Command<S> command,
      Function<Decided<S>, ResponseEntity<T>> answer) {
    try {
      var kept = decided(() -> commands.send(command, origin(command),
          decided -> idempotency.receipt(request, first -> answer.apply(decided.apply(first)))));
      return kept.isStored()
          ? Answer.of(kept.request().at(kept.first())).entity()
          : idempotency.answer(request, kept.request());
    } catch (RequestAlreadyAnsweredException _) {
      return idempotency.replay(request);
    }
  }

  private <T> T decided(Supplier<T> decision) {
    try {
      return decision.get();
    } catch (Refused refused) {
      metrics.refused(refused.reason());
      throw problem(refused);
    } catch (Commands.Contended _) {
      metrics.failed(Failure.CONTENDED);
      throw ProblemException.unavailable(RETRY);
    } catch (StoreUnavailableException _) {
      metrics.failed(Failure.STORE_UNAVAILABLE);
      throw ProblemException.unavailable(RETRY);
    } catch (AppendOutcomeUnknownException _) {
      metrics.failed(Failure.OUTCOME_UNKNOWN);
      throw ProblemException.of(ProblemCode.SERVICE_UNAVAILABLE,
          "Whether it was done is not known; a retry with the same Idempotency-Key finds out")
          .retryAfter(RETRY);
    }
  }

  private static Origin origin(Command<?> command) {
    return new Origin(Actor.user(command.by().value()), RequestId.current(),
        TraceParent.current().orElse(null));
  }

  private static ProblemException problem(Refused refused) {
    return switch (refused.reason()) {
      case ACCOUNT_UNKNOWN -> ProblemException.of(ProblemCode.INVALID_TOKEN)
          .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
      case ATTRIBUTES_TOO_LARGE -> ProblemException
          .invalid(ProblemError.pointer("/attributes", ErrorCode.TOO_LARGE,
              "would be larger than 16 KiB after the change"));
      case SOME_TASKS -> problem(refused.offenders());
      case SOME_TAGS -> ProblemException.invalid(refused.offenders().stream()
          .map(tag -> ProblemError.resource("/tag_ids/" + tag.index(), tag.id(), ErrorCode.UNKNOWN_VALUE,
              "names a tag that does not exist"))
          .toList());
      case SOME_LINES -> ofLines(refused.offenders());
      case ACCOUNT_INACTIVE, ACCOUNT_NOT_FOUND, ACCOUNT_ALREADY_REGISTERED, TASK_NOT_FOUND, TASK_ID_TAKEN,
          TASK_DELETED,
          TAG_NOT_FOUND, TAG_ID_TAKEN, TAG_NAME_TAKEN, TAG_IN_USE, TOO_MANY_TAGS,
          PRECONDITION_FAILED -> ProblemException.of(code(refused.reason()));
    };
  }

  private static ProblemException problem(List<Offender> offenders) {
    var allAbsent = offenders.stream().allMatch(offender -> offender.reason() == TASK_NOT_FOUND);
    return ProblemException
        .of(allAbsent ? ProblemCode.TASK_NOT_FOUND : ProblemCode.BULK_REFUSED,
            offenders.size() + " of the tasks stand in the way; nothing was changed")
        .with(offenders.stream()
            .map(offender -> ProblemError.resource("/ids/" + offender.index(), offender.id(),
                code(offender.reason())))
            .toList());
  }

  /** Tags that do not exist are the fault of the lines, as of any body; taken ids are that of nobody. */
  private static ProblemException ofLines(List<Offender> offenders) {
    var allTags = offenders.stream().allMatch(offender -> offender.reason() == TAG_NOT_FOUND);
    return ProblemException
        .of(allTags ? ProblemCode.VALIDATION_FAILED : ProblemCode.BULK_REFUSED,
            offenders.size() + " things stand in the way, see errors for the first " + MAX_ERRORS
                + "; nothing was imported")
        .with(offenders.stream().limit(MAX_ERRORS)
            .map(offender -> ProblemError.resource(offender.reason() == TAG_NOT_FOUND ? "/tag_ids" : "/id",
                offender.id(), code(offender.reason())).onLine(offender.index()))
            .toList());
  }

  /** The code of a reason that concerns one resource. */
  public static ProblemCode code(Reason reason) {
    return switch (reason) {
      case ACCOUNT_UNKNOWN -> ProblemCode.INVALID_TOKEN;
      case ACCOUNT_INACTIVE -> ProblemCode.ACCOUNT_INACTIVE;
      case ACCOUNT_NOT_FOUND -> ProblemCode.ACCOUNT_NOT_FOUND;
      case ACCOUNT_ALREADY_REGISTERED -> ProblemCode.EMAIL_TAKEN;
      case TASK_NOT_FOUND -> ProblemCode.TASK_NOT_FOUND;
      case TASK_ID_TAKEN -> ProblemCode.TASK_ID_TAKEN;
      case TASK_DELETED -> ProblemCode.TASK_DELETED;
      case PRECONDITION_FAILED -> ProblemCode.PRECONDITION_FAILED;
      case TAG_NOT_FOUND -> ProblemCode.TAG_NOT_FOUND;
      case TAG_ID_TAKEN -> ProblemCode.TAG_ID_TAKEN;
      case TAG_NAME_TAKEN -> ProblemCode.TAG_NAME_TAKEN;
      case TAG_IN_USE -> ProblemCode.TAG_IN_USE;
      case TOO_MANY_TAGS -> ProblemCode.TOO_MANY_TAGS;
      case ATTRIBUTES_TOO_LARGE, SOME_TASKS, SOME_TAGS, SOME_LINES -> ProblemCode.VALIDATION_FAILED;
    };
  }
}
