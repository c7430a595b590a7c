package dev.sluice.gateway.egress;

import dev.sluice.gateway.jdk.UnconnectedSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.Predicate;

/**
 * Sockets that connect to allowed addresses only. The address that is looked at is the one that is
 * connected to, so that no second look-up of a name can put another in its place, and an address
 * that is written into a URL is looked at like any other.
 */
final class GuardedSockets extends UnconnectedSockets {

  private final Predicate<InetAddress> isAllowed;

  GuardedSockets(Predicate<InetAddress> isAllowed) {
    this.isAllowed = isAllowed;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        InetAddress address = endpoint instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address == null) {
          throw new IOException("There is no address to connect to");
        }
        if (!isAllowed.test(address)) {
          throw new RefusedAddress(address);
        }
        super.connect(endpoint, timeout);
      }
    };
  }
}
