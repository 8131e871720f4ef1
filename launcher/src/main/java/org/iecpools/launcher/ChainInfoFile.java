package org.iecpools.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.relay.ChainInfo;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the parameters of a chain from a file, as a relay returns them at /HASH/info. */
final class ChainInfoFile implements ITypeConverter<DrandChain> {

  private static final int MAX_BYTES = 16 << 10;

  @Override
  public DrandChain convert(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return ChainInfo.read(in.readNBytes(MAX_BYTES));
    } catch (IOException e) {
      throw new TypeConversionException("%s cannot be read: %s".formatted(file, e));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "%s does not describe a chain: %s".formatted(file, e.getMessage()));
    }
  }
}
