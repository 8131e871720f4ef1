package org.iecpools.stack;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Checks whether HTTP servers on this machine respond. */
final class Http {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final int MAX_DETAIL = 600;

  private Http() {}

  /** Whether a GET request returns 200 within a second. */
  static boolean isOk(String address) {
    return readiness(address).ready();
  }

  /** Ready if a GET request returns 200 within a second; otherwise the response is the detail. */
  static Readiness readiness(String address) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        int status = connection.getResponseCode();
        return status == HttpURLConnection.HTTP_OK
            ? Readiness.READY
            : Readiness.notReady(status + " " + body(connection));
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return Readiness.noAnswer("does not answer: " + e.getMessage());
    }
  }

  private static String body(HttpURLConnection connection) throws IOException {
    try (InputStream body = connection.getErrorStream()) {
      return body == null
          ? ""
          : new String(body.readNBytes(MAX_DETAIL), StandardCharsets.UTF_8)
              .replaceAll("\\p{Cntrl}+", " ");
    }
  }
}
