package org.iecpools.bench.contenders;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

/**
 * What one would write first: the container behind {@code @KafkaListener} calls a method for each
 * profile, which looks the candidate up and writes candidate, profile and outbox in one transaction
 * of PostgreSQL. A relay publishes the outbox and deletes what the broker has acknowledged.
 *
 * <p>One listener thread per partition, each with a connection and prepared statements. Offsets are
 * committed after each poll, as by default; a profile that is read again is found in the database.
 */
public final class PostgresListener {

  private static final int RELAYED_AT_ONCE = 1_000;
  private static final long RELAY_PAUSE_MS = 20;

  private static final String SCHEMA =
      """
      create table if not exists candidates (
        candidate_id uuid, season int, profile_id uuid not null, primary key (candidate_id, season));
      create table if not exists profiles (
        profile_id uuid primary key, candidate_id uuid not null, season int not null,
        citizenship text not null, birth_date date not null, category text not null,
        status text not null);
      create table if not exists outbox (
        id bigint generated always as identity primary key, key text not null, value bytea not null);
      """;

  private final String jdbcUrl;
  private final EventCodec codec;
  private final ThreadLocal<Session> sessions = ThreadLocal.withInitial(this::session);

  private PostgresListener(String jdbcUrl, EventCodec codec) {
    this.jdbcUrl = jdbcUrl;
    this.codec = codec;
  }

  /**
   * Runs until SIGTERM; prints {@code ready} when listener and relay have started.
   *
   * <p>Arguments: the broker, the registry, the JDBC URL, the topic of profiles and the topic of
   * decisions.
   */
  public static void main(String... arguments) throws Exception {
    EventCodec codec = new EventCodec(new SchemaRegistry(URI.create(arguments[1])));
    codec.preload();
    PostgresListener listener = new PostgresListener(arguments[2], codec);
    Connection relaying = DriverManager.getConnection(arguments[2]);
    try (Statement statement = relaying.createStatement()) {
      statement.execute(SCHEMA);
    }
    ConcurrentMessageListenerContainer<byte[], byte[]> container =
        listener.container(arguments[0], arguments[3]);
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "stop-listener"));
    container.start();
    System.out.println("ready");
    relay(relaying, arguments[0], arguments[4]);
  }

  private ConcurrentMessageListenerContainer<byte[], byte[]> container(
      String bootstrapServers, String topic) {
    Map<String, Object> settings = new HashMap<>(Inputs.FETCH);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    ContainerProperties properties = new ContainerProperties(topic);
    properties.setGroupId("postgres-listener");
    properties.setMessageListener(
        (MessageListener<byte[], byte[]>) record -> onProfile(record.value()));
    ConcurrentMessageListenerContainer<byte[], byte[]> container =
        new ConcurrentMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            properties);
    container.setConcurrency(Topics.PARTITIONS);
    return container;
  }

  private void onProfile(byte[] value) {
    try {
      if (codec.decode(value) instanceof ProfileSubmitted profile) {
        sessions.get().decide(profile);
      }
    } catch (EventCodec.Undecodable | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Session session() {
    try {
      return new Session(DriverManager.getConnection(jdbcUrl), codec);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection of a listener thread. */
  private static final class Session {

    private final Connection connection;
    private final EventCodec codec;
    private final PreparedStatement find;
    private final PreparedStatement addCandidate;
    private final PreparedStatement addProfile;
    private final PreparedStatement addToOutbox;

    Session(Connection connection, EventCodec codec) throws SQLException {
      this.connection = connection;
      this.codec = codec;
      connection.setAutoCommit(false);
      this.find =
          connection.prepareStatement(
              "select profile_id from candidates where candidate_id = ? and season = ? for update");
      this.addCandidate =
          connection.prepareStatement(
              "insert into candidates (candidate_id, season, profile_id) values (?, ?, ?)");
      this.addProfile =
          connection.prepareStatement(
              "insert into profiles (profile_id, candidate_id, season, citizenship, birth_date,"
                  + " category, status) values (?, ?, ?, ?, ?, ?, 'IN_POOL')");
      this.addToOutbox =
          connection.prepareStatement("insert into outbox (key, value) values (?, ?)");
    }

    /** Decides on a profile in one transaction. */
    void decide(ProfileSubmitted profile) throws SQLException {
      try {
        if (!isKnown(profile)) {
          write(profile);
        }
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }

    private boolean isKnown(ProfileSubmitted profile) throws SQLException {
      find.setObject(1, profile.getCandidateId());
      find.setInt(2, profile.getSeason());
      try (ResultSet found = find.executeQuery()) {
        return found.next();
      }
    }

    private void write(ProfileSubmitted profile) throws SQLException {
      UUID candidate = profile.getCandidateId();
      PoolEntered entered = Decisions.entered(profile);
      addCandidate.setObject(1, candidate);
      addCandidate.setInt(2, profile.getSeason());
      addCandidate.setObject(3, profile.getProfileId());
      addCandidate.executeUpdate();
      addProfile.setObject(1, profile.getProfileId());
      addProfile.setObject(2, candidate);
      addProfile.setInt(3, profile.getSeason());
      addProfile.setString(4, profile.getCitizenship());
      addProfile.setObject(5, profile.getBirthDate());
      addProfile.setString(6, entered.getPool().getCategory().name());
      addProfile.executeUpdate();
      addToOutbox.setString(1, candidate.toString());
      addToOutbox.setBytes(2, codec.encode((SpecificRecord) entered));
      addToOutbox.executeUpdate();
    }
  }

  /** Publishes the outbox until this process ends. */
  private static void relay(Connection connection, String bootstrapServers, String topic)
      throws SQLException, InterruptedException, ExecutionException {
    try (KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "lz4",
                    ProducerConfig.LINGER_MS_CONFIG,
                    5),
                new StringSerializer(),
                new ByteArraySerializer());
        PreparedStatement read =
            connection.prepareStatement(
                "select id, key, value from outbox order by id limit " + RELAYED_AT_ONCE);
        PreparedStatement delete =
            connection.prepareStatement("delete from outbox where id = any(?)")) {
      while (true) {
        List<Long> ids = new ArrayList<>();
        List<Future<?>> sent = new ArrayList<>();
        try (ResultSet rows = read.executeQuery()) {
          while (rows.next()) {
            ids.add(rows.getLong(1));
            sent.add(
                producer.send(new ProducerRecord<>(topic, rows.getString(2), rows.getBytes(3))));
          }
        }
        producer.flush();
        for (Future<?> acknowledged : sent) {
          acknowledged.get();
        }
        if (ids.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(RELAY_PAUSE_MS);
        } else {
          delete.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
          delete.executeUpdate();
        }
      }
    }
  }
}
