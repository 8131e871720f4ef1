package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.springframework.http.HttpStatus;

/** Reads the query of a request whose answer states its version. */
final class VersionedQuery {

  /** Title of the problem of a request with faults. */
  static final String BAD_REQUEST = "The request cannot be read";

  private VersionedQuery() {}

  /**
   * Makes sure that a request has no parameters except those of {@link MinVersion}.
   *
   * @throws Problem with all faults
   */
  static void checkEmpty(HttpServletRequest asked) {
    read(asked, new Faults(), _ -> "");
  }

  /**
   * Reads all parameters of a request.
   *
   * @param faults faults of the request that were found before
   * @param parameters reads the parameters except those of {@link MinVersion}
   * @throws Problem with all faults
   */
  static <P> P read(
      HttpServletRequest asked, Faults faults, Function<RequestReader, P> parameters) {
    RequestReader in = RequestReader.parameters(asked, faults);
    P read = parameters.apply(in);
    MinVersion.read(in, asked, faults);
    in.end();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, BAD_REQUEST);
    return read;
  }
}
