package tasklog.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a request was not served. The codes are the contract; titles and details are for people and may change. */
public enum ProblemCode {
  MALFORMED_REQUEST(400, "The request is not valid HTTP"),
  MALFORMED_JSON(400, "The body is not valid JSON"),
  MALFORMED_QUERY(400, "The query string is not what this path takes"),
  MALFORMED_CURSOR(400, "The cursor was not made by this list"),
  MALFORMED_CONSISTENCY_TOKEN(400, "The Consistency-Token was not made by this service"),
  FOREIGN_CONSISTENCY_TOKEN(400, "The Consistency-Token is of another log"),
  MALFORMED_PRECONDITION(400, "The precondition is not a list of entity tags"),
  PRECONDITION_NOT_SUPPORTED(400, "This path takes no such precondition"),
  MALFORMED_IDEMPOTENCY_KEY(400, "The Idempotency-Key is malformed"),
  MALFORMED_LAST_EVENT_ID(400, "The Last-Event-ID is not a position of this feed"),

  UNAUTHENTICATED(401, "A bearer token is needed"),
  INVALID_TOKEN(401, "The bearer token is not valid"),
  INVALID_CREDENTIALS(401, "E-mail address or password is wrong"),

  ACCOUNT_INACTIVE(403, "The account is inactive"),
  SCOPE_MISSING(403, "The token lacks a scope"),

  ROUTE_NOT_FOUND(404, "There is nothing at this path"),
  PROBLEM_NOT_FOUND(404, "There is no such problem"),
  ACCOUNT_NOT_FOUND(404, "There is no such account"),
  TASK_NOT_FOUND(404, "There is no such task"),
  TAG_NOT_FOUND(404, "There is no such tag"),

  METHOD_NOT_ALLOWED(405, "This path does not take the method"),
  NOT_ACCEPTABLE(406, "No acceptable representation"),

  EMAIL_TAKEN(409, "The e-mail address is taken"),
  ACCOUNT_KEPT_ELSEWHERE(409, "Name and password of the account are kept by its issuer"),
  TASK_ID_TAKEN(409, "The id of the task is taken"),
  TASK_DELETED(409, "The task is deleted"),
  TAG_ID_TAKEN(409, "The id of the tag is taken"),
  TAG_NAME_TAKEN(409, "The name of the tag is taken"),
  TAG_IN_USE(409, "The tag is on too many tasks"),
  TOO_MANY_TAGS(409, "The task has as many tags as a task can have"),
  BULK_REFUSED(409, "Some of the tasks do not allow it"),
  IDEMPOTENCY_IN_PROGRESS(409, "A request with this Idempotency-Key is in progress"),

  PRECONDITION_FAILED(412, "The resource has changed"),
  PAYLOAD_TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body has an unsupported media type"),

  VALIDATION_FAILED(422, "The body breaks a rule"),
  IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key came with another body before"),

  TOO_MANY_REQUESTS(429, "Too many requests"),

  INTERNAL_ERROR(500, "Something went wrong here"),

  SERVICE_UNAVAILABLE(503, "The service cannot answer right now"),
  PROJECTION_BEHIND(503, "The read side has not come that far yet"),
  PROJECTION_PARKED(503, "The read side has set an event of this owner aside");

  private final int status;
  private final String title;
  private final String code = name().toLowerCase(Locale.ROOT);

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** Lower snake case. */
  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** {@code /problems/task_not_found}, a path of each service. */
  public String type() {
    return "/problems/" + code;
  }

  public static Optional<ProblemCode> of(String code) {
    return Arrays.stream(values()).filter(known -> known.code.equals(code)).findAny();
  }
}
