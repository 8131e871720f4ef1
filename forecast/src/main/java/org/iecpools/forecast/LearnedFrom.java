package org.iecpools.forecast;

/**
 * What forecasts are learned from.
 *
 * @param publications known ones, of the season and the seasons before
 * @param seasons of these publications
 * @param poolWeeks shares of a pool in a week that count
 */
public record LearnedFrom(int publications, int seasons, int poolWeeks) {}
