package tasklog.cli.tail;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where to begin. */
sealed interface From {

  /** With what comes from now on. */
  record Now() implements From {}

  /** @param number from 1 on */
  record Position(long number) implements From {}

  static From of(String text) {
    return switch (text) {
      case "now" -> new Now();
      case "beginning" -> new Position(1);
      default -> {
        if (!text.matches("0*[1-9][0-9]{0,17}")) {
          throw new TypeConversionException(
              "'" + text + "' is neither 'beginning', 'now' nor a position from 1 on");
        }
        yield new Position(Long.parseLong(text));
      }
    };
  }

  /** For picocli. */
  final class Converter implements ITypeConverter<From> {
    @Override
    public From convert(String text) {
      return From.of(text);
    }
  }
}
