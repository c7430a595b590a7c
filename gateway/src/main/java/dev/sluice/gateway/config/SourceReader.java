package dev.sluice.gateway.config;

import dev.sluice.gateway.route.Nearest;
import dev.sluice.gateway.source.Consent;
import dev.sluice.gateway.source.Kind;
import dev.sluice.gateway.source.Shape;
import dev.sluice.gateway.source.Source;
import dev.sluice.gateway.source.Sources;
import dev.sluice.gateway.source.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code sources:}, the providers that may post to {@code /hooks/NAME}. */
final class SourceReader {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}");
  private static final Pattern ORIGIN =
      Pattern.compile("\\*|[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)*(:\\d+)?");
  private static final List<String> KINDS = Arrays.stream(Kind.values()).map(Kind::word).toList();

  private final SecretReader secrets;
  private final ShapeReader shapes = new ShapeReader();

  SourceReader(SecretReader secrets) {
    this.secrets = secrets;
  }

  Sources read(Section sources) {
    List<Source> read = new ArrayList<>();
    for (String name : sources.keys()) {
      Optional<Value> value = sources.optional(name);
      if (NAME.matcher(name).matches()) {
        value.flatMap(Value::section).flatMap(s -> source(name, s)).ifPresent(read::add);
      } else {
        value.ifPresent(
            v ->
                v.refuse(
                    "'" + name + "' is not a source's name",
                    "letters, digits, '_' and '-', at most 64, since it stands in an address"));
      }
    }
    return new Sources(read);
  }

  private Optional<Source> source(String name, Section section) {
    section.later("kafka", "cron", "zone");
    Optional<Kind> kind = section.required("verify").flatMap(SourceReader::kind);
    List<VerifierReader.Secret> keys =
        section.required("secrets").map(this::secrets).orElse(List.of());
    Optional<Verifier> verifier =
        new VerifierReader(section, kind.orElse(null), secrets).read(keys);
    Optional<Consent> consent =
        section.optional("handshake").flatMap(Value::section).map(SourceReader::consent);
    Shape shape = shapes.read(section, kind.orElse(null));
    section.close();
    return kind.isPresent() && verifier.isPresent()
        ? Optional.of(new Source(name, kind.get(), verifier.get(), consent, shape))
        : Optional.empty();
  }

  private static Optional<Kind> kind(Value value) {
    Optional<String> word = value.text();
    Optional<Kind> kind =
        word.flatMap(
            text -> Arrays.stream(Kind.values()).filter(k -> k.word().equals(text)).findFirst());
    if (word.isPresent() && kind.isEmpty()) {
      String hint =
          Nearest.to(word.get(), KINDS)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("one of: " + String.join(", ", KINDS));
      return value.refuse("there is no verification '" + word.get() + "'", hint);
    }
    return kind;
  }

  private List<VerifierReader.Secret> secrets(Value value) {
    List<Value> items = value.list().orElse(List.of());
    if (value.isList() && items.isEmpty()) {
      value.refuse("has no secret, so that nothing could be verified", null);
    }
    List<VerifierReader.Secret> read = new ArrayList<>();
    items.forEach(
        item ->
            secrets
                .read(item)
                .ifPresent(bytes -> read.add(new VerifierReader.Secret(item, bytes))));
    return read;
  }

  private static Consent consent(Section section) {
    Set<String> origins = new HashSet<>();
    section
        .required("origins")
        .flatMap(Value::list)
        .ifPresent(items -> items.forEach(item -> origin(item).ifPresent(origins::add)));
    Optional<Integer> rate = section.optional("rate").flatMap(v -> v.number(1, 1_000_000_000));
    section.close();
    return new Consent(Set.copyOf(origins), rate.orElse(null));
  }

  private static Optional<String> origin(Value value) {
    return value
        .text()
        .flatMap(
            text ->
                ORIGIN.matcher(text).matches()
                    ? Optional.of(text.toLowerCase(Locale.ROOT))
                    : value.refuse(
                        "'" + text + "' is no origin",
                        "a DNS name, as events.example.com, or '*'"));
  }
}
