package dev.sluice.proof;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Pages that one test opens, each in a browser of its own, and what they complained of. */
final class Visits implements AutoCloseable {

  private final Chromium chromium;
  private final List<String> known;
  private final List<String> complaints = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();

  /**
   * @param base all else that a page asks for than the console there is a complaint
   * @param others where pages may lead besides
   */
  Visits(Chromium chromium, String base, String... others) {
    this.chromium = chromium;
    this.known = Stream.concat(Stream.of(base + "/console"), Stream.of(others)).toList();
  }

  Page open(NewContextOptions options) {
    var context = chromium.browser().newContext(options);
    contexts.add(context);
    var page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (known.stream().noneMatch(request.url()::startsWith)) {
            complaints.add("a request to " + request.url());
          }
        });
    return page;
  }

  /** What has one of these words was meant to be. */
  void forgive(String... words) {
    complaints.removeIf(each -> Stream.of(words).anyMatch(each::contains));
  }

  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    contexts.forEach(BrowserContext::close);
  }
}
