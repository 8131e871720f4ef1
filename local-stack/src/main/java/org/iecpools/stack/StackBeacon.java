package org.iecpools.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.BeaconFailed;
import org.iecpools.beacon.relay.LocalBeaconDirectory;
import org.iecpools.beacon.relay.LocalBeaconServer;
import org.iecpools.environment.Environment;

/** The local beacon of a stack, served by this process on a free port of 127.0.0.1. */
final class StackBeacon implements AutoCloseable {

  /**
   * Long enough to close a list, short enough for a person who waits for a round. On a machine that
   * is too busy for it, the list is closed before a later round of the beacon.
   */
  private static final Duration NOTICE = Duration.ofSeconds(3);

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** Earlier than any simulation, whose rounds of the beacon have simulated times. */
  private static final Instant SIMULATED_GENESIS = Instant.parse("2020-01-01T00:00:00Z");

  private final Path directory;
  private final LocalBeacon beacon;
  private final InstantSource clock;
  private LocalBeaconServer server;

  private StackBeacon(Path directory, LocalBeacon beacon, InstantSource clock, int port)
      throws IOException {
    this.directory = directory;
    this.beacon = beacon;
    this.clock = clock;
    this.server = serve(port);
  }

  private LocalBeaconServer serve(int port) throws IOException {
    return LocalBeaconServer.start(
        beacon, clock, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * Starts the beacon whose secret is in a directory, and creates both at first.
   *
   * @param time what the stack's data follow. This process does not know the simulated time, so
   *     that a beacon of a simulation gives every round. The services ask for none before its time
   * @throws StackException if its files cannot be used
   */
  static StackBeacon start(Path directory, Environment.Time time) {
    boolean simulated = time == Environment.Time.SIMULATED;
    try {
      LocalBeacon beacon =
          LocalBeaconDirectory.open(
              Directories.create(directory),
              simulated ? Optional.of(SIMULATED_GENESIS) : Optional.empty(),
              Optional.of(PERIOD),
              InstantSource.system(),
              new SecureRandom());
      return new StackBeacon(
          directory,
          beacon,
          simulated ? InstantSource.fixed(Instant.MAX) : InstantSource.system(),
          0);
    } catch (IOException | BeaconFailed e) {
      throw new StackException("the local beacon cannot start: " + e.getMessage(), e);
    }
  }

  /** The file with the parameters of the beacon in a directory. */
  static Path chainInfoIn(Path directory) {
    return LocalBeaconDirectory.infoIn(directory);
  }

  DrandChain chain() {
    return beacon.chain();
  }

  /** Ends its server until {@link #resume}, like a relay that is down. */
  synchronized void pause() {
    server.close();
  }

  /**
   * Serves again at the address of before.
   *
   * @throws StackException if another program has taken the port
   */
  synchronized void resume() {
    try {
      server = serve(server.address().getPort());
    } catch (IOException e) {
      throw new StackException("the local beacon cannot start: " + e.getMessage(), e);
    }
  }

  /** Arguments with which invitation-service uses it. */
  synchronized List<String> serviceArguments() {
    return List.of(
        "--iec.beacon.chain=" + chainInfoIn(directory),
        "--iec.beacon.relays=http://127.0.0.1:" + server.address().getPort(),
        "--iec.beacon.notice=" + NOTICE);
  }

  @Override
  public synchronized void close() {
    server.close();
  }
}
