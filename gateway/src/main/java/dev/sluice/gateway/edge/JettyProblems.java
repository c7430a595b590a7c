package dev.sluice.gateway.edge;

import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What the HTTP server refuses before any handler sees it, answered as a problem too. */
final class JettyProblems extends ErrorHandler {

  private static final HttpField TYPE =
      new HttpField(HttpHeader.CONTENT_TYPE, Problems.CONTENT_TYPE);

  /** Methods and versions of HTTP: the request's fault, whatever their number says. */
  private static final Set<Integer> WE_DO_NOT_SPEAK = Set.of(501, 505);

  static Problem of(int status) {
    return switch (status) {
      case 414, 431 ->
          Problem.of(
              status,
              "headers-too-large",
              "Headers too large",
              "The request line and headers are larger than we read. Put less into them.");
      case 413 -> Problem.of(413, "too-large", "Body too large", "Nobody sends that much here.");
      case 408 ->
          Problem.of(408, "too-slow", "Request too slow", "The request did not arrive in time.");
      case 503 ->
          Problem.of(
                  503,
                  "too-busy",
                  "No room now",
                  "More is being sent than there is room for, or the gateway stops. Nothing was"
                      + " kept. Send it again.")
              .withHeader("Retry-After", "5");
      default ->
          status >= 500 && !WE_DO_NOT_SPEAK.contains(status)
              ? Problem.of(status, "unexpected", "Unexpected failure", "The request failed here.")
              : Problem.of(
                  status,
                  "bad-request",
                  String.valueOf(HttpStatus.getMessage(status)),
                  "The request is not HTTP that we read.");
    };
  }

  /** All of them: the server has pages for some, and an empty answer for the rest. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Problem problem = of(code);
    response.getHeaders().put(TYPE);
    problem.headers().forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.wrap(Problems.body(problem)), callback);
  }
}
