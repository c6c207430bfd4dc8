package tasklog.web;

import java.util.Locale;

/** What is wrong with one place of a request: a member of the body, a query parameter or a header. */
public enum ErrorCode {
  REQUIRED("is needed and absent"),
  NULL_NOT_ALLOWED("may not be null"),
  UNKNOWN_FIELD("is not a member that this body has"),
  UNKNOWN_PARAMETER("is not a query parameter of this path"),
  REPEATED_PARAMETER("is given more than once"),
  WRONG_TYPE("has another JSON type"),
  UNKNOWN_VALUE("is none of the values that there are"),
  MALFORMED_VALUE("cannot be read"),
  MALFORMED_UUID("is not a UUID"),
  MALFORMED_EMAIL("is not an e-mail address"),
  WRONG_PASSWORD("is not the password of the account"),
  MALFORMED_TIME("is not a time of RFC 3339"),
  TIME_TOO_PRECISE("has more than six digits of a second"),
  TIME_OUT_OF_RANGE("is not in the years 0001 to 9999 in UTC"),
  TIME_IN_FUTURE("is in the future"),
  TIME_OUT_OF_ORDER("is before a time that it cannot be before"),
  NUMBER_OUT_OF_RANGE("is too large or has too many digits"),
  CHARACTER_NOT_ALLOWED("holds U+0000 or half of a surrogate pair"),
  TOO_SHORT("is too short"),
  TOO_LONG("is too long"),
  TOO_FEW("has too few elements"),
  TOO_MANY("has too many elements"),
  TOO_LARGE("is too large"),
  DUPLICATE("is there twice"),
  CONTRADICTION("does not go with another member");

  private final String meaning;
  private final String code = name().toLowerCase(Locale.ROOT);

  ErrorCode(String meaning) {
    this.meaning = meaning;
  }

  /** Lower snake case. */
  public String code() {
    return code;
  }

  /** Completes a sentence that begins with the name of the place. */
  public String meaning() {
    return meaning;
  }
}
