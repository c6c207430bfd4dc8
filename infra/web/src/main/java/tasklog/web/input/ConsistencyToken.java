package tasklog.web.input;

import static tasklog.web.ProblemCode.MALFORMED_CONSISTENCY_TOKEN;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/**
 * How far a write has come in the log, for a read to wait for. Opaque to clients.
 *
 * @param log      tells one incarnation of the log from another: 32 bits of its id
 * @param position not negative
 */
public record ConsistencyToken(int log, long position) {

  public static final String HEADER = "Consistency-Token";

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{8})-(0|[1-9][0-9]{0,18})");

  public ConsistencyToken {
    if (position < 0) {
      throw new IllegalArgumentException("A position is not negative");
    }
  }

  public static ConsistencyToken of(UUID incarnation, long position) {
    return new ConsistencyToken(log(incarnation), position);
  }

  /** @throws ProblemException {@code malformed_consistency_token} */
  public static ConsistencyToken parse(String text) {
    return read(text).orElseThrow(() -> ProblemException.of(MALFORMED_CONSISTENCY_TOKEN)
        .with(ProblemError.header(HEADER, ErrorCode.MALFORMED_VALUE,
            "Pass on what a write or read has answered")));
  }

  private static Optional<ConsistencyToken> read(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ConsistencyToken(
          HexFormat.fromHexDigits(match.group(1)),
          Long.parseLong(match.group(2))));
    } catch (NumberFormatException _) { // 19 digits can be too many
      return Optional.empty();
    }
  }

  /** Whether it is of this incarnation; a token of another one says nothing about its positions. */
  public boolean isOf(UUID incarnation) {
    return log == log(incarnation);
  }

  /** The low bits: in every version of UUID that we mint they are random. */
  private static int log(UUID incarnation) {
    return (int) incarnation.getLeastSignificantBits();
  }

  /** The header's value. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(log) + "-" + position;
  }
}
