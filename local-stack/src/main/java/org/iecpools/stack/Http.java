package org.iecpools.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Is somebody there? */
final class Http {
  private Http() {}

  /** Whether a GET is answered with 200 within a second. */
  static boolean isOk(String address) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(1_000);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
