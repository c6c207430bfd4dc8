package tasklog.web.input;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;

/** Gives controllers a {@link Body}. JSON is UTF-8 whatever charset a media type names (RFC 8259, 8.1 and 11). */
final class BodyConverter extends AbstractHttpMessageConverter<Body> {

  BodyConverter() {
    super(MediaType.APPLICATION_JSON, new MediaType("application", "*+json"));
  }

  @Override
  protected boolean supports(Class<?> type) {
    return type == Body.class;
  }

  @Override
  protected Body readInternal(Class<? extends Body> type, HttpInputMessage message) throws IOException {
    try {
      return Body.parse(message.getBody().readAllBytes());
    } catch (JacksonException malformed) {
      throw new HttpMessageNotReadableException("Not JSON", malformed, message);
    }
  }

  @Override
  protected boolean canWrite(@Nullable MediaType mediaType) {
    return false;
  }

  @Override
  protected void writeInternal(Body body, HttpOutputMessage message) {
    throw new UnsupportedOperationException("A body is only read");
  }
}
