package dev.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {

  @Test
  void inHtmlEveryValueIsEscaped() {
    Wording html = Wording.parse("<p>{{ question }}</p>", true);
    assertThat(html.with(name -> "<a href=\"x\">'&$1\\</a>"))
        .isEqualTo("<p>&lt;a href=&quot;x&quot;&gt;&#39;&amp;$1\\&lt;/a&gt;</p>");
    assertThat(Wording.parse("{{question}}", false).with(name -> "<$1>")).isEqualTo("<$1>");
  }

  @Test
  void inATagStandsNothingButOurOwnLink() {
    assertThat(Wording.parse("<a href=\"{{link}}\">", true).with(name -> "https://x/t/1"))
        .isEqualTo("<a href=\"https://x/t/1\">");
    assertThatThrownBy(() -> Wording.parse("<a href=\"{{data.url}}\">x</a>", true))
        .hasMessageContaining("inside of a tag");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{token}}", "{{}}", "{{data.}}", "{{data.a.b}}", "{{DUE}}"})
  void whatIsNotThereIsRefused(String source) {
    assertThatThrownBy(() -> Wording.parse(source, false)).hasMessageContaining("there is no '");
  }
}
