package dev.sluice.gateway.event;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The binary mode of the CloudEvents HTTP binding: attributes in headers, the data as the body. */
final class BinaryFormat {

  private static final String PREFIX = "ce-";
  private static final String CONTENT_TYPE = "content-type";
  private static final List<String> RESERVED = List.of("data", "datacontenttype");

  private BinaryFormat() {}

  static boolean isBinary(Incoming in) {
    return in.headers().keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
  }

  static Draft read(Incoming in) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    List<Malformed.Fault> faults = new ArrayList<>();
    for (String header : in.headers().keySet()) {
      if (header.startsWith(PREFIX)) {
        String name = header.substring(PREFIX.length());
        try {
          attributes.put(name, value(in, header, name));
        } catch (Malformed e) {
          faults.addAll(e.faults());
        }
      }
    }
    if (!faults.isEmpty()) {
      throw Malformed.event(faults);
    }
    Optional<String> contentType = in.one(CONTENT_TYPE);
    contentType.ifPresent(type -> attributes.put("datacontenttype", type));
    Data data =
        in.body().length == 0 ? Payload.none(contentType) : Payload.of(in.body(), contentType);
    return new Draft(attributes, data, false, BinaryFormat::where);
  }

  private static String where(String name) {
    return Incoming.HEADER + (name.equals("datacontenttype") ? CONTENT_TYPE : PREFIX + name);
  }

  private static String value(Incoming in, String header, String name) {
    if (RESERVED.contains(name)) {
      throw Malformed.event(
          Incoming.HEADER + header,
          "The data is the body and its type is the header Content-Type; "
              + header
              + " is neither.");
    }
    return decode(header, in.one(header).orElse(""));
  }

  /** Quotes first, then percent triplets, once each, as the binding says in 3.1.3.2. */
  private static String decode(String header, String value) {
    String plain = value.startsWith("\"") ? unquote(header, value) : value;
    if (plain.indexOf('%') < 0) {
      return plain;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length());
    for (int i = 0; i < plain.length(); i++) {
      if (plain.charAt(i) == '%') {
        bytes.write(triplet(header, plain, i));
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(plain.charAt(i)).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw fault(header, "is not UTF-8 once its percent triplets are decoded");
    }
  }

  private static int triplet(String header, String text, int at) {
    int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw fault(header, "has a percent sign without two hexadecimal digits (write %25)");
    }
    return high * 16 + low;
  }

  private static String unquote(String header, String value) {
    StringBuilder plain = new StringBuilder(value.length());
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        if (i != value.length() - 1) {
          throw fault(header, "has text after its closing quote");
        }
        return plain.toString();
      }
      if (c == '\\' && ++i < value.length()) {
        c = value.charAt(i);
      }
      plain.append(c);
    }
    throw fault(header, "opens a quote and does not close it");
  }

  private static Malformed fault(String header, String detail) {
    return Malformed.event(Incoming.HEADER + header, "The header " + header + " " + detail + ".");
  }
}
