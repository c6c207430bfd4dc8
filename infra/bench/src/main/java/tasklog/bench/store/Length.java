package tasklog.bench.store;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many events a log holds, as people write it: 500, 10k, 1M. */
record Length(long events) {

  static final class Converter implements ITypeConverter<Length> {
    @Override
    public Length convert(String text) {
      try {
        return parse(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is no number of events such as 10k or 1M");
      }
    }
  }

  static Length parse(String text) {
    long unit = text.endsWith("k") ? 1_000 : text.endsWith("M") ? 1_000_000 : 1;
    return new Length(Long.parseLong(unit == 1 ? text : text.substring(0, text.length() - 1)) * unit);
  }

  @Override
  public String toString() {
    if (events % 1_000_000 == 0) return events / 1_000_000 + "M";
    return events % 1_000 == 0 ? events / 1_000 + "k" : Long.toString(events);
  }
}
