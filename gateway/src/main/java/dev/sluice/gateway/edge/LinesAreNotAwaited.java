package dev.sluice.gateway.edge;

import dev.sluice.gateway.event.EventReader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoader;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Lines have no end to wait for: they are handled as they come. */
final class LinesAreNotAwaited implements ContentLoaderFactory {

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
    return null;
  }
}
