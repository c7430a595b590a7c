package dev.sluice.gateway.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What mails say, from files {@code LOCALE/asked.txt}, {@code LOCALE/asked.html} and the same of
 * {@code reminder}: in the language of whoever reads it, or else in the usual one, or else in our
 * own English. The first line of a text is the subject. Immutable.
 */
public final class Templates {

  /** What one mail says. */
  record Text(String subject, String plain, String html) {}

  private record Pair(Wording plain, Wording html) {}

  private static final String ASKED = "asked";
  private static final String REMINDER = "reminder";
  private static final List<String> KINDS = List.of(ASKED, REMINDER);
  private static final String SUBJECT = "Subject:";
  private static final Map<String, Pair> OURS =
      Map.of("en/" + ASKED, ours(ASKED), "en/" + REMINDER, ours(REMINDER));

  public static final Templates BUILT_IN = new Templates(Map.of());

  /** By locale and kind, as in {@code de-AT/asked}. */
  private final Map<String, Pair> own;

  private Templates(Map<String, Pair> own) {
    this.own = Map.copyOf(own);
  }

  /**
   * Those of a folder.
   *
   * @param refuse told of each file that cannot be used, and why
   */
  public static Templates read(Path folder, BiConsumer<Path, String> refuse) {
    Map<String, Pair> own = new TreeMap<>();
    try (Stream<Path> locales = Files.list(folder)) {
      for (Path locale : locales.filter(Files::isDirectory).sorted().toList()) {
        for (String kind : KINDS) {
          read(locale, kind, own, refuse);
        }
      }
    } catch (IOException e) {
      refuse.accept(folder, "cannot be read: " + e.getMessage());
    }
    return new Templates(own);
  }

  private static void read(
      Path locale, String kind, Map<String, Pair> own, BiConsumer<Path, String> refuse) {
    Path plain = locale.resolve(kind + ".txt");
    Path html = locale.resolve(kind + ".html");
    if (!Files.exists(plain) && !Files.exists(html)) {
      return;
    }
    Wording first = wording(plain, false, refuse);
    Wording second = wording(html, true, refuse);
    if (first != null && second != null) {
      own.put(locale.getFileName() + "/" + kind, new Pair(first, second));
    }
  }

  private static @Nullable Wording wording(
      Path file, boolean isHtml, BiConsumer<Path, String> refuse) {
    try {
      String source = Files.readString(file);
      if (!isHtml && !source.startsWith(SUBJECT)) {
        refuse.accept(file, "its first line must be '" + SUBJECT + "' and the subject");
        return null;
      }
      return Wording.parse(source, isHtml);
    } catch (CharacterCodingException e) {
      refuse.accept(file, "is not in UTF-8");
    } catch (IOException e) {
      refuse.accept(file, "cannot be read: a text and its HTML belong together");
    } catch (IllegalArgumentException e) {
      refuse.accept(file, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private static Pair ours(String kind) {
    return new Pair(
        Wording.parse(resource(kind + ".txt"), false),
        Wording.parse(resource(kind + ".html"), true));
  }

  private static String resource(String name) {
    try (InputStream in = Templates.class.getResourceAsStream("en/" + name)) {
      if (in == null) {
        throw new IllegalStateException("en/" + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param usual the language of who has none
   */
  Text write(Letter letter, Locale usual) {
    Person person = letter.person();
    Locale locale = person == null || person.locale() == null ? usual : person.locale();
    Pair pair = pair(letter.isReminder() ? REMINDER : ASKED, locale, usual);
    UnaryOperator<String> values = name -> value(name, letter, locale);
    String subject = pair.plain().firstLine().with(values).substring(SUBJECT.length());
    return new Text(
        // A line end in a value is no header of its own.
        subject.replaceAll("\\p{Cntrl}+", " ").strip(),
        pair.plain().below().with(values).stripLeading(),
        pair.html().with(values));
  }

  private Pair pair(String kind, Locale locale, Locale usual) {
    Set<String> languages = new LinkedHashSet<>();
    for (Locale each : List.of(locale, usual)) {
      languages.add(each.toLanguageTag());
      languages.add(each.getLanguage());
    }
    for (String language : languages) {
      for (String each : List.of(kind, ASKED)) {
        Pair pair = own.get(language + "/" + each);
        if (pair != null) {
          return pair;
        }
      }
    }
    Pair ours = OURS.get("en/" + kind);
    if (ours == null) {
      throw new IllegalStateException("There is no wording for " + kind);
    }
    return ours;
  }

  private static String value(String name, Letter letter, Locale locale) {
    Task task = letter.task();
    Person person = letter.person();
    return switch (name) {
      case "name" -> person == null ? "" : person.name();
      case "question" -> task.question();
      case "choices" -> String.join(", ", task.choices());
      case "due" -> Until.in(task.due(), person, locale);
      case "tier" -> task.tier();
      case "task" -> task.id();
      case "workflow" -> task.workflowId();
      case "link" -> letter.link().toString();
      default -> ofData(task.data().path(name.substring(name.indexOf('.') + 1)));
    };
  }

  private static String ofData(JsonNode value) {
    return value.isValueNode() ? value.asText() : "";
  }
}
