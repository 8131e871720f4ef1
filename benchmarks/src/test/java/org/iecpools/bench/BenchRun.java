package org.iecpools.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The exit status and output of {@code iec bench}, run in this process. */
record BenchRun(int status, String out, String err) {

  static BenchRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Bench.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    int status = commandLine.execute(arguments);
    return new BenchRun(status, out.toString(), err.toString());
  }
}
