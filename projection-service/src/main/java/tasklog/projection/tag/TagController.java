package tasklog.projection.tag;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.projection.web.Cursors;
import tasklog.projection.web.Page;
import tasklog.projection.web.Reads;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.TagResource;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.IfNoneMatch;
import tasklog.web.input.Prefer;
import tasklog.web.input.QueryParameters;

/** Reads of an owner's tags. */
@RestController
@RequestMapping("/v1/tags")
class TagController {

  private final TagQueries queries;
  private final Reads reads;
  private final Cursors cursors;

  TagController(TagQueries queries, Reads reads, Cursors cursors) {
    this.queries = queries;
    this.reads = reads;
    this.cursors = cursors;
  }

  @GetMapping
  ResponseEntity<Page<TagResource>> list(
      QueryParameters parameters,
      OwnerId owner,
      @Nullable ConsistencyToken token,
      Prefer prefer) {
    var limit = parameters.number("limit", 1, Page.LONGEST);
    var cursor = parameters.text(Cursors.PARAMETER);
    parameters.check();
    var after = cursor.optional().map(text -> new String(cursors.open(list(owner), text), UTF_8))
        .orElse(null);
    var read = reads.begin(TagView.NAME, owner, token, prefer);
    if (prefer.countExact()) {
      read.applied(Prefer.COUNT_EXACT);
    }
    var found = queries.list(read.snapshot(), owner, after, limit.orElse((long) Page.LIMIT).intValue(),
        prefer.countExact());
    var tags = found.value();
    var next = tags.next() == null ? null : cursors.seal(list(owner), tags.next().getBytes(UTF_8));
    return read.answer(ResponseEntity.ok(), found.position(), new Page<>(tags.page(), next, tags.total()));
  }

  @GetMapping("/{id}")
  ResponseEntity<TagResource> one(
      @PathVariable TagId id,
      OwnerId owner,
      IfNoneMatch ifNoneMatch,
      @Nullable ConsistencyToken token,
      Prefer prefer) {
    var read = reads.begin(TagView.NAME, owner, token, prefer);
    var found = queries.one(read.snapshot(), owner, id);
    var tag = found.value().orElseThrow(
        () -> read.refusal(ProblemException.of(ProblemCode.TAG_NOT_FOUND), found.position()));
    return read.resource(tag, Long.parseLong(tag.version()), ifNoneMatch, found.position());
  }

  /** What a cursor is bound to. */
  private static String list(OwnerId owner) {
    return "tags " + owner;
  }
}
