package dev.sluice.gateway.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All addresses that begin with the same bits. Immutable; its text form is {@code 10.0.0.0/8}. */
public final class Network {

  /** Only what is an address already: nothing here is ever looked up. */
  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:/([0-9]{1,3}))?");

  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** Of an address, or of an address, a slash and a number of bits. */
  public static Optional<Network> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      byte[] address = InetAddress.getByName(matcher.group(1)).getAddress();
      int all = address.length * Byte.SIZE;
      int bits = matcher.group(2) == null ? all : Integer.parseInt(matcher.group(2));
      return bits <= all ? Optional.of(new Network(address, bits)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  static Network of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException(text));
  }

  boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((bytes[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
