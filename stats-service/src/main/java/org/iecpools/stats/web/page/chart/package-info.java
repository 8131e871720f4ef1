/**
 * Charts, bars and badges as SVG text, rendered on the server without scripts. Pure functions of
 * their data: equal data give equal text. Elements have classes and no inline style, which the
 * content security policy forbids; {@code static/assets/chart.css} styles them.
 *
 * <p>JFreeChart and XChart draw through AWT ({@code java.desktop}) and emit inline styles and fixed
 * fonts, so this package writes the few shapes that it needs.
 */
@NullMarked
package org.iecpools.stats.web.page.chart;

import org.jspecify.annotations.NullMarked;
