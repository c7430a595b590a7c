package dev.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gateway.console.Datum.Kind;
import org.junit.jupiter.api.Test;

/** What somebody decides about is read, not parsed. */
class DatumTest {

  @Test
  void anObjectIsItsMembersInTheirOrder() throws JsonProcessingException {
    Datum order = read("{\"total\": \"1800.00\", \"country\": null, \"reasons\": [\"a\", \"b\"]}");
    assertThat(order.kind()).isEqualTo(Kind.members);
    assertThat(order.parts())
        .extracting(Datum::name)
        .containsExactly("total", "country", "reasons");
    assertThat(order.parts())
        .extracting(Datum::kind)
        .containsExactly(Kind.text, Kind.nothing, Kind.items);
    assertThat(order.parts().get(0).text()).isEqualTo("1800.00");
  }

  @Test
  void aListOfPlainObjectsIsATable() throws JsonProcessingException {
    Datum lines = read("{\"items\": [{\"sku\": \"T\", \"quantity\": 2}, {\"note\": \"gift\"}]}");
    Datum items = lines.parts().get(0);
    assertThat(items.kind()).isEqualTo(Kind.rows);
    assertThat(items.columns()).containsExactly("sku", "quantity", "note");
    assertThat(items.parts().get(0).parts()).extracting(Datum::text).containsExactly("T", "2", "");
    assertThat(items.parts().get(1).parts())
        .extracting(Datum::text)
        .containsExactly("", "", "gift");
  }

  @Test
  void aListOfOtherThingsIsAList() throws JsonProcessingException {
    assertThat(read("[{\"a\": {\"b\": 1}}, {\"a\": 2}]").kind()).isEqualTo(Kind.items);
    assertThat(read("[{\"a\": 1}, 2]").kind()).isEqualTo(Kind.items);
    assertThat(read("[{}, {}]").kind()).isEqualTo(Kind.items);
    assertThat(read("{}").kind()).isEqualTo(Kind.nothing);
  }

  @Test
  void whatIsTooDeepOrTooMuchIsShownAsItIsWritten() throws JsonProcessingException {
    Datum deep = read("{\"a\":".repeat(40) + "1" + "}".repeat(40));
    for (int depth = 0; depth < 5; depth++) {
      deep = deep.parts().get(0);
    }
    assertThat(deep.kind()).isEqualTo(Kind.written);
    assertThat(deep.text()).contains("\"a\" : 1");
    assertThat(read("[" + "1,".repeat(600) + "1]").kind()).isEqualTo(Kind.written);
  }

  private static Datum read(String json) throws JsonProcessingException {
    return Datum.of(new ObjectMapper().readTree(json));
  }
}
