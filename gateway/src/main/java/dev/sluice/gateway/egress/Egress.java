package dev.sluice.gateway.egress;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.Dns;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Posts to other hosts, and to no address that is not public unless it is allowed: also not by a
 * name, a proxy of the environment or a redirect, which is never followed. Safe for many threads.
 */
public final class Egress implements AutoCloseable {

  private static final MediaType JSON = MediaType.get("application/json");
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(15);

  private final OkHttpClient client;

  /** What came back; a body is never read. {@code location} is empty unless it says one. */
  public record Answer(int status, String location) {}

  /**
   * @param allowed what else may be connected to; asked for each time
   */
  public Egress(Supplier<List<Network>> allowed) {
    this(allowed, Dns.SYSTEM);
  }

  Egress(Supplier<List<Network>> allowed, Dns dns) {
    this.client =
        new OkHttpClient.Builder()
            .dns(dns)
            .socketFactory(new GuardedSockets(address -> isAllowed(allowed.get(), address)))
            // A proxy would look names up itself, where nobody looks at the address.
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(CONNECT)
            .callTimeout(CALL)
            .build();
  }

  private static boolean isAllowed(List<Network> allowed, InetAddress address) {
    return PublicAddresses.contain(address)
        || allowed.stream().anyMatch(network -> network.contains(address));
  }

  /**
   * Waits for the answer, for some seconds at most.
   *
   * @throws RefusedAddress when nothing was sent for where it would have gone
   * @throws IOException when there was no answer
   */
  public Answer post(URI url, Map<String, String> headers, byte[] json) throws IOException {
    Request.Builder request =
        new Request.Builder().url(url.toString()).post(RequestBody.create(json, JSON));
    headers.forEach(request::header);
    try (Response response = client.newCall(request.build()).execute()) {
      String location = response.header("Location");
      return new Answer(response.code(), location == null ? "" : location);
    } catch (InterruptedIOException e) {
      throw new IOException("there was no answer in time", e);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** Of several addresses one may have been tried before or after. */
  private static IOException refused(IOException failure) {
    if (failure instanceof RefusedAddress) {
      return failure;
    }
    for (Throwable other : failure.getSuppressed()) {
      if (other instanceof RefusedAddress refused) {
        return refused;
      }
    }
    return failure;
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
