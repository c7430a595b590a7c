package dev.sluice.gateway.edge;

import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoader;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lines have no end to wait for: they are handled as they come, where {@link LineIntake} reads
 * them, and it has a bound on its threads. A body that only says that it is lines is waited for as
 * any other is: whoever reads it would hold a thread for as long as its sender likes.
 */
final class LinesAreNotAwaited implements ContentLoaderFactory {

  private final ContentLoaderFactory others;

  LinesAreNotAwaited(ContentLoaderFactory others) {
    this.others = others;
  }

  @Override
  public String getApplicableMimeType() {
    return EventReader.LINES;
  }

  @Override
  public @Nullable ContentLoader newContentLoader(
      String contentType,
      String mimeType,
      Handler handler,
      Request request,
      Response response,
      Callback callback) {
    return areReadAsLines(request)
        ? null
        : others.newContentLoader(contentType, mimeType, handler, request, response, callback);
  }

  private static boolean areReadAsLines(Request request) {
    String path = Request.getPathInContext(request);
    return HttpMethod.POST.is(request.getMethod())
        && (path.equals(EventsApi.PATH) || path.equals(EventsApi.PATH + "/"))
        && EventReader.isLines(new Incoming(headers(request), new byte[0]));
  }

  private static Map<String, List<String>> headers(Request request) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(String.valueOf(field.getValue()));
    }
    return headers;
  }
}
