package dev.sluice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Posts from a few connections that each wait for their answer, on loopback only, for a bounded
 * time. It does as little as it can beside that: what it costs is part of what it measures.
 */
final class Load {

  /** A request of a load: where it goes, the body of the n-th, and the headers of a body. */
  record Request(String path, LongFunction<byte[]> body, Function<byte[], List<String>> headers) {}

  /** What came of it. Times are those of requests, from the first byte sent to the last read. */
  record Result(long requests, long refused, Duration took, long p50Micros, long p99Micros) {

    double perSecond() {
      return requests / (took.toNanos() / 1e9);
    }
  }

  private static final int MOST_SAMPLES = 50_000;

  private final URI gateway;
  private final int connections;
  private final AtomicLong next = new AtomicLong();

  Load(URI gateway, int connections) throws IOException {
    if (!InetAddress.getByName(gateway.getHost()).isLoopbackAddress()) {
      throw new IllegalArgumentException("A load goes to this machine only, not to " + gateway);
    }
    this.gateway = gateway;
    this.connections = connections;
  }

  Result run(Request request, Duration time) {
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<Samples>> parts = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        parts.add(threads.submit(() -> oneConnection(request, end)));
      }
      Samples all = new Samples(connections * MOST_SAMPLES);
      for (Future<Samples> part : parts) {
        all.add(part.get());
      }
      return all.result(Duration.ofNanos(System.nanoTime() - begin));
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Samples oneConnection(Request request, long end) throws IOException {
    Samples samples = new Samples(MOST_SAMPLES);
    String first =
        "POST " + request.path() + " HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\n";
    try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      while (System.nanoTime() < end) {
        byte[] body = request.body().apply(next.getAndIncrement());
        String headers = String.join("\r\n", request.headers().apply(body));
        byte[] head =
            (first + headers + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        long begun = System.nanoTime();
        socket.getOutputStream().write(whole);
        int status = answer(in);
        samples.add(System.nanoTime() - begun, status / 100 == 2);
      }
    }
    return samples;
  }

  /** Reads one answer, and gives its status. */
  private static int answer(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).substring(9, 12));
    int length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    if (length >= 0) {
      in.skipNBytes(length);
      return status;
    }
    for (int chunk = chunk(in); chunk > 0; chunk = chunk(in)) {
      in.skipNBytes(chunk + 2L);
    }
    line(in);
    return status;
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new UncheckedIOException(new IOException("the gateway closed the connection"));
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static final class Samples {

    private final long[] nanos;
    private int size;
    private long requests;
    private long refused;

    Samples(int most) {
      nanos = new long[most];
    }

    void add(long took, boolean good) {
      requests++;
      refused += good ? 0 : 1;
      if (size < nanos.length) {
        nanos[size++] = took;
      }
    }

    void add(Samples other) {
      System.arraycopy(other.nanos, 0, nanos, size, other.size);
      size += other.size;
      requests += other.requests;
      refused += other.refused;
    }

    Result result(Duration took) {
      long[] sorted = Arrays.copyOf(nanos, size);
      Arrays.sort(sorted);
      return new Result(requests, refused, took, at(sorted, 50), at(sorted, 99));
    }

    private static long at(long[] sorted, int percent) {
      return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * (percent / 100.0))] / 1_000;
    }
  }
}
