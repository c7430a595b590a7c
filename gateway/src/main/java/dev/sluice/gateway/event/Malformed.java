package dev.sluice.gateway.event;

import java.util.List;

/** A body that is not what it claims to be: every fault that was found, and where. */
public final class Malformed extends RuntimeException {

  /** {@code where} is a JSON pointer, {@code header:<name>} for a header, empty for the whole. */
  public record Fault(String where, String detail) {}

  private final String word;
  private final transient List<Fault> faults;

  private Malformed(String word, List<Fault> faults) {
    super(faults.get(0).detail());
    this.word = word;
    this.faults = List.copyOf(faults);
  }

  /** The text is no JSON, or JSON that we refuse to read. */
  public static Malformed json(String pointer, String detail) {
    return new Malformed("malformed-json", List.of(new Fault(pointer, detail)));
  }

  /** The JSON or the headers make no event. */
  public static Malformed event(List<Fault> faults) {
    return new Malformed("malformed-event", faults);
  }

  static Malformed event(String where, String detail) {
    return event(List.of(new Fault(where, detail)));
  }

  /** The same faults, of a part that stands at {@code pointer}; a header's stay where they are. */
  List<Fault> under(String pointer) {
    return faults.stream()
        .map(
            fault ->
                fault.where().startsWith(Incoming.HEADER)
                    ? fault
                    : new Fault(pointer + fault.where(), fault.detail()))
        .toList();
  }

  /** A stable word for the problem's type. */
  public String word() {
    return word;
  }

  public List<Fault> faults() {
    return faults;
  }
}
