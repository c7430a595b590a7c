package dev.sluice.workflows.order;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The currencies of ISO 4217 that are money in use: no funds, metals or units of account, and the
 * same ones as in the schema of {@code order.placed}. Kept here and not asked of the JDK, whose
 * list differs between releases: a replay on another JDK must decide as the run did.
 */
final class Currencies {

  private static final Set<String> NO_DECIMALS =
      codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF");

  private static final Set<String> TWO_DECIMALS =
      codes(
          "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN"
              + " BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP"
              + " GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD"
              + " KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN"
              + " NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG"
              + " SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH"
              + " USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG");

  private static final Set<String> THREE_DECIMALS = codes("BHD IQD JOD KWD LYD OMR TND");

  private Currencies() {}

  /** How many decimals its amounts have; -1 when there is no such currency. */
  static int digits(String code) {
    if (TWO_DECIMALS.contains(code)) {
      return 2;
    }
    if (NO_DECIMALS.contains(code)) {
      return 0;
    }
    return THREE_DECIMALS.contains(code) ? 3 : -1;
  }

  static Set<String> all() {
    return Stream.of(NO_DECIMALS, TWO_DECIMALS, THREE_DECIMALS)
        .flatMap(Set::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> codes(String spaced) {
    return Set.copyOf(Arrays.asList(spaced.split(" ")));
  }
}
