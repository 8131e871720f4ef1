package org.iecpools.launcher;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.domain.Texts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address of this machine on which a command listens. */
final class ListenAddress implements ITypeConverter<InetSocketAddress> {
  private static final Pattern FORM = Pattern.compile("(.+):([0-9]{1,5})");
  private static final int HIGHEST_PORT = 65535;

  @Override
  public InetSocketAddress convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(2)) > HIGHEST_PORT) {
      throw new TypeConversionException(
          "%s is not a valid address, such as 127.0.0.1:8090".formatted(Texts.escaped(text)));
    }
    InetSocketAddress address =
        new InetSocketAddress(form.group(1), Integer.parseInt(form.group(2)));
    if (address.isUnresolved()) {
      throw new TypeConversionException(
          "%s is not a known host".formatted(Texts.escaped(form.group(1))));
    }
    return address;
  }
}
