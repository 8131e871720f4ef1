package org.iecpools.transparency;

/**
 * The answer of a witness to a request.
 *
 * @param status of HTTP
 */
record WitnessAnswer(int status, String contentType, String body) {

  static final String SIZE_TYPE = "text/x.tlog.size";
  private static final String TEXT = "text/plain; charset=utf-8";

  static WitnessAnswer text(int status, String body) {
    return new WitnessAnswer(status, TEXT, body);
  }

  /** The client's old size is not that of the checkpoint that was cosigned last. */
  static WitnessAnswer conflict(long size) {
    return new WitnessAnswer(409, SIZE_TYPE, size + "\n");
  }
}
