package dev.sluice.gateway.schema;

import com.google.re2j.Pattern;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Patterns in time linear to the text, whatever the pattern: a schema of ours meets text of anyone.
 * Look-around and back-references do not exist here and are refused when the schema is loaded.
 */
final class LinearRegex implements RegularExpressionFactory {

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return text -> pattern.matcher(text).find();
  }
}
