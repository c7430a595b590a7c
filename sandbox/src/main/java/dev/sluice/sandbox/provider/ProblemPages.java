package dev.sluice.sandbox.provider;

import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What is refused before it is a call at all (a broken address, too long a header): a problem. */
final class ProblemPages extends ErrorHandler {

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
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    // The server ends such a connection; a caller that is not told would use it again.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    Content.Sink.write(response, true, problem(code), callback);
  }

  private static String problem(int status) {
    return Json.write(
        Map.of(
            "type",
            "bad-request",
            "title",
            "Not a request that can be read",
            "status",
            status,
            "detail",
            "the address or a header is malformed or too long"));
  }
}
