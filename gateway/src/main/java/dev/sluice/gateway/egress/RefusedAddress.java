package dev.sluice.gateway.egress;

import java.io.IOException;
import java.net.InetAddress;

/** Nothing was sent, since the host is at an address that is not public and not allowed. */
public final class RefusedAddress extends IOException {

  private static final long serialVersionUID = 1;

  RefusedAddress(InetAddress address) {
    super(
        address.getHostAddress()
            + " is no public address: if it is meant, name it under egress.allow");
  }
}
