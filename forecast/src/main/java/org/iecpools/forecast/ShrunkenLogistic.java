package org.iecpools.forecast;

import java.util.Arrays;
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
   * @param columns indexes of the coefficients that apply, ascending; of the own ones at most one
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
   * @param shared how many of the first coefficients may apply together; each further one is of its
   *     own group of rows
   */
  record Priors(double[] means, double[] deviations, int shared) {}

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

  /**
   * Newton's step. The curvature of the own coefficients among themselves is diagonal, so they are
   * eliminated first, and time and memory grow only linearly with their number.
   */
  private static double[] step(List<Row> rows, Priors priors, double[] coefficients) {
    int n = coefficients.length;
    int shared = priors.shared;
    double[] gradient = new double[n];
    double[] diagonal = new double[n];
    double[][] curvature = new double[n][shared];
    for (int i = 0; i < n; i++) {
      double precision = 1 / (priors.deviations[i] * priors.deviations[i]);
      gradient[i] = precision * (coefficients[i] - priors.means[i]);
      diagonal[i] = precision;
    }
    for (Row row : rows) {
      double chance = Logit.chance(row.logit(coefficients));
      double residual = row.weight * (chance - row.share);
      double spread = row.weight * chance * (1 - chance);
      for (int i = 0; i < row.columns.length; i++) {
        int column = row.columns[i];
        gradient[column] += residual * row.values[i];
        diagonal[column] += spread * row.values[i] * row.values[i];
        for (int j = 0; j < i; j++) {
          // Columns ascend, so the other one is shared.
          curvature[column][row.columns[j]] += spread * row.values[i] * row.values[j];
        }
      }
    }
    return solve(curvature, diagonal, gradient, shared);
  }

  private static double[] solve(
      double[][] curvature, double[] diagonal, double[] gradient, int shared) {
    double[][] reduced = new double[shared][shared];
    double[] right = Arrays.copyOf(gradient, shared);
    for (int i = 0; i < shared; i++) {
      System.arraycopy(curvature[i], 0, reduced[i], 0, i);
      reduced[i][i] = diagonal[i];
    }
    for (int own = shared; own < gradient.length; own++) {
      double[] row = curvature[own];
      for (int i = 0; i < shared; i++) {
        right[i] -= row[i] * gradient[own] / diagonal[own];
        for (int j = 0; j <= i; j++) {
          reduced[i][j] -= row[i] * row[j] / diagonal[own];
        }
      }
    }
    double[] result = Arrays.copyOf(solve(reduced, right), gradient.length);
    for (int own = shared; own < gradient.length; own++) {
      double sum = gradient[own];
      for (int i = 0; i < shared; i++) {
        sum -= curvature[own][i] * result[i];
      }
      result[own] = sum / diagonal[own];
    }
    return result;
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
