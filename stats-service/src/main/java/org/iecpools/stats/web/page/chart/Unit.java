package org.iecpools.stats.web.page.chart;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Locale;

/** What the values of a chart are, and how they are written. */
public enum Unit {
  /** Whole numbers of people or permits. */
  COUNT(BigDecimal.ONE) {
    @Override
    NumberFormat format(Locale locale) {
      return NumberFormat.getIntegerInstance(locale);
    }
  },
  /** Shares from 0 to 1, written as percent with at most one decimal. */
  SHARE(new BigDecimal("0.001")) {
    @Override
    NumberFormat format(Locale locale) {
      NumberFormat percent = NumberFormat.getPercentInstance(locale);
      percent.setMaximumFractionDigits(1);
      return percent;
    }
  };

  private final BigDecimal smallestStep;

  Unit(BigDecimal smallestStep) {
    this.smallestStep = smallestStep;
  }

  /** The smallest difference of two numbers that are written differently. */
  BigDecimal smallestStep() {
    return smallestStep;
  }

  abstract NumberFormat format(Locale locale);
}
