package tasklog.command.tag;

import com.github.f4b6a3.uuid.UuidCreator;
import java.net.URI;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.command.bus.TagNames;
import tasklog.command.tag.Tag.Deleted;
import tasklog.command.tag.Tag.Live;
import tasklog.command.tag.TagCommand.CreateTag;
import tasklog.command.tag.TagCommand.DeleteTag;
import tasklog.command.tag.TagCommand.RenameTag;
import tasklog.command.web.Answers;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.web.TagResource;
import tasklog.web.input.Body;
import tasklog.web.input.Field;
import tasklog.web.input.IfMatch;
import tasklog.web.input.Prefer;

/** Writes on tags. */
@RestController
@RequestMapping("/v1/tags")
class TagController {

  private final RequestCommands commands;
  private final Answers answers;

  TagController(RequestCommands commands, Answers answers) {
    this.commands = commands;
    this.answers = answers;
  }

  @PostMapping(consumes = "application/json")
  ResponseEntity<TagResource> create(@RequestBody Body body, OwnerId owner, Prefer prefer) {
    var id = body.uuid("id").notNull();
    var name = name(body).required();
    body.check();
    var tag = new TagId(id.optional().orElseGet(UuidCreator::getTimeOrderedEpoch));
    return answer(new CreateTag(owner, tag, name.get(), commands.now()), prefer,
        () -> ResponseEntity.created(URI.create("/v1/tags/" + tag)));
  }

  @PatchMapping(path = "/{id}", consumes = "application/merge-patch+json")
  ResponseEntity<TagResource> rename(
      @PathVariable TagId id, @RequestBody Body body, OwnerId owner, IfMatch ifMatch, Prefer prefer) {
    var name = name(body).required();
    body.check();
    var command = new RenameTag(owner, id, name.get(), ifMatch::allows, commands.now());
    return answer(command, prefer, () -> Answers.ok(prefer));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(@PathVariable TagId id, OwnerId owner, IfMatch ifMatch) {
    var command = new DeleteTag(owner, id, ifMatch::allows, commands.now());
    var deleted = (Deleted) commands.send(command).after().tag();
    return answers.empty(deleted.version());
  }

  private ResponseEntity<TagResource> answer(TagCommand command, Prefer prefer,
      Supplier<ResponseEntity.BodyBuilder> success) {
    return commands.answer(command, decided -> {
      var live = (Live) decided.after().tag();
      return answers.resource(resource(live), live.version(), prefer, success.get());
    });
  }

  private static TagResource resource(Live tag) {
    return new TagResource(tag.id(), tag.name(), tag.createdAt(), tag.updatedAt(),
        Long.toString(tag.version()));
  }

  private static Field<String> name(Body body) {
    return body.text("name", 1, TagNames.MAX_LENGTH);
  }
}
