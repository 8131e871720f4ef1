package org.iecpools.forecast;

import java.util.List;

/**
 * Logistic regression of shares with normal priors: the coefficients with the highest posterior
 * density, by Newton's method. Deterministic.
 */
final class ShrunkenLogistic {

  private static final int MAX_STEPS = 60;
  private static final double ACCURACY = 1e-9;

  /** The longest step of a coefficient, so that the first steps do not overshoot. */
  private static final double LONGEST_STEP = 2;

  private ShrunkenLogistic() {}

  /**
   * An observation. Only few columns of a row are not 0.
   *
   * @param columns indexes of the coefficients that apply
   * @param values of these columns
   * @param share 0 to 1
   * @param weight 0 or more; 1 counts as one observation
   */
  record Row(int[] columns, double[] values, double share, double weight) {

    double logit(double[] coefficients) {
      double sum = 0;
      for (int i = 0; i < columns.length; i++) {
        sum += values[i] * coefficients[columns[i]];
      }
      return sum;
    }
  }

  /**
   * A normal prior for each coefficient.
   *
   * @param means one per coefficient
   * @param deviations standard deviations, above 0
   */
  record Priors(double[] means, double[] deviations) {}

  /**
   * Fits the coefficients.
   *
   * @param start where to begin; the result does not depend on it, within 1e-9
   */
  static double[] fit(List<Row> rows, Priors priors, double[] start) {
    double[] coefficients = start.clone();
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] change = step(rows, priors, coefficients);
      double longest = 0;
      for (double c : change) {
        longest = Math.max(longest, Math.abs(c));
      }
      double scale = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
      for (int i = 0; i < coefficients.length; i++) {
        coefficients[i] -= scale * change[i];
      }
      if (longest < ACCURACY) {
        break;
      }
    }
    return coefficients;
  }

  private static double[] step(List<Row> rows, Priors priors, double[] coefficients) {
    int n = coefficients.length;
    double[] gradient = new double[n];
    double[][] curvature = new double[n][n];
    for (int i = 0; i < n; i++) {
      double precision = 1 / (priors.deviations[i] * priors.deviations[i]);
      gradient[i] = precision * (coefficients[i] - priors.means[i]);
      curvature[i][i] = precision;
    }
    for (Row row : rows) {
      double chance = Logit.chance(row.logit(coefficients));
      double residual = row.weight * (chance - row.share);
      double spread = row.weight * chance * (1 - chance);
      for (int i = 0; i < row.columns.length; i++) {
        gradient[row.columns[i]] += residual * row.values[i];
        for (int j = 0; j < row.columns.length; j++) {
          curvature[row.columns[i]][row.columns[j]] += spread * row.values[i] * row.values[j];
        }
      }
    }
    return solve(curvature, gradient);
  }

  /** Solves by Cholesky's decomposition; the matrix is positive definite due to the priors. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        matrix[i][j] = i == j ? Math.sqrt(sum) : sum / matrix[j][j];
      }
    }
    double[] result = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        result[i] -= matrix[i][k] * result[k];
      }
      result[i] /= matrix[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        result[i] -= matrix[k][i] * result[k];
      }
      result[i] /= matrix[i][i];
    }
    return result;
  }
}
