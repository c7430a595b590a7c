package dev.sluice.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The text of a file as a tree of YAML 1.2 nodes with their places. Bounded before it is built:
 * bytes, nesting, and nothing that refers to something else, so that no file can grow when read.
 */
final class YamlText {

  private static final int LARGEST = 1 << 20;
  private static final int DEEPEST = 40;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setCodePointLimit(LARGEST)
          .setUseMarks(true)
          .setAllowDuplicateKeys(true)
          .setAllowNonScalarKeys(true)
          .build();

  private final Findings findings;

  private YamlText(Findings findings) {
    this.findings = findings;
  }

  /** The root, or nothing once the reasons are among the findings. */
  static Optional<Node> read(Path file, Findings findings) {
    YamlText reader = new YamlText(findings);
    return reader.text(file).flatMap(reader::tree);
  }

  /** Of a file of our own, which needs no bounds. */
  static Optional<Node> read(String text, Findings findings) {
    return new YamlText(findings).tree(text);
  }

  private Optional<String> text(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      return refuse(1, 1, "the file cannot be read: " + e.getMessage());
    }
    if (bytes.length > LARGEST) {
      return refuse(1, 1, "the file is larger than 1 MiB");
    }
    CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    try {
      String text = utf8.decode(source).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < source.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      return refuse(line, 1, "the file is not UTF-8");
    }
  }

  private Optional<Node> tree(String text) {
    try {
      if (!isTame(text)) {
        return Optional.empty();
      }
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      return root.isPresent() ? root : refuse(1, 1, "the file is empty");
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> at = e.getProblemMark().or(e::getContextMark);
      return refuse(
          at.map(Mark::getLine).orElse(0) + 1,
          at.map(Mark::getColumn).orElse(0) + 1,
          "not YAML: " + e.getProblem());
    } catch (ReaderException e) {
      return refuse(lineOf(text, e.getPosition()), 1, "a character that YAML does not allow");
    } catch (YamlEngineException e) {
      return refuse(1, 1, "not YAML: " + e.getMessage());
    }
  }

  /** Looks at the flat events first, since building the tree would already follow the nesting. */
  private boolean isTame(String text) {
    int depth = 0;
    int documents = 0;
    Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.Alias) {
        return refused(event, "aliases (*name) are not read: write the value out");
      } else if (hasTag(event)) {
        return refused(event, "tags (!name) are not read");
      } else if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        return refused(event, "nested deeper than " + DEEPEST + " levels");
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
        return refused(event, "a second document: one file is one configuration");
      }
    }
    return true;
  }

  private static boolean hasTag(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag().isPresent();
    }
    return event instanceof CollectionStartEvent start && start.getTag().isPresent();
  }

  private boolean refused(Event at, String reason) {
    int line = at.getStartMark().map(Mark::getLine).orElse(0) + 1;
    int column = at.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    refuse(line, column, reason);
    return false;
  }

  private <T> Optional<T> refuse(int line, int column, String reason) {
    findings.error(line, column, reason, null);
    return Optional.empty();
  }

  private static int lineOf(String text, int position) {
    int end = Math.min(Math.max(position, 0), text.length());
    return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
  }
}
