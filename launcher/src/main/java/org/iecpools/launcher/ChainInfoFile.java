package org.iecpools.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.relay.ChainInfo;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the file of the option {@code --chain-info}. */
final class ChainInfoFile {

  private static final int MAX_BYTES = 16 << 10;

  private ChainInfoFile() {}

  /**
   * The chain that a file describes.
   *
   * @param command the command whose option names the file
   * @throws ParameterException if the file cannot be read or does not describe a chain
   */
  static BeaconChain read(CommandSpec command, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return ChainInfo.read(in.readNBytes(MAX_BYTES));
    } catch (IOException e) {
      throw new ParameterException(
          command.commandLine(), "--chain-info %s cannot be read: %s".formatted(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(),
          "--chain-info %s does not describe a chain: %s".formatted(file, e.getMessage()),
          e);
    }
  }
}
