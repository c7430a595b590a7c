package dev.sluice.gateway.source;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How a signature is written. Signatures are compared as they are written, so that nothing that a
 * sender wrote has to be decoded, and nothing that cannot be decoded is a special case.
 */
public enum Encoding {
  hex {
    @Override
    byte[] write(byte[] mac) {
      return ascii(HexFormat.of().formatHex(mac));
    }

    @Override
    byte[] canonical(String given) {
      return ascii(given.toLowerCase(Locale.ROOT));
    }
  },
  base64 {
    @Override
    byte[] write(byte[] mac) {
      return Base64.getEncoder().encode(mac);
    }

    @Override
    byte[] canonical(String given) {
      return ascii(given);
    }
  };

  abstract byte[] write(byte[] mac);

  abstract byte[] canonical(String given);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
