package org.iecpools.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Has the broker set the timestamps of topics that an older set-up made. Records that are in the
 * log already keep the timestamps that they have.
 */
final class TimestampTypes {

  private TimestampTypes() {}

  static void correct(Admin admin, List<Topic<?>> topics)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> resources = topics.stream().map(TimestampTypes::resource).toList();
    Map<ConfigResource, Config> found = admin.describeConfigs(resources).all().get();
    Map<ConfigResource, Collection<AlterConfigOp>> wrong = new HashMap<>();
    for (Topic<?> topic : topics) {
      ConfigResource resource = resource(topic);
      topic
          .timestampSettings()
          .forEach(
              (name, value) -> {
                if (!found.get(resource).get(name).value().equals(value)) {
                  wrong
                      .computeIfAbsent(resource, _ -> new ArrayList<>())
                      .add(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET));
                }
              });
    }
    if (!wrong.isEmpty()) {
      admin.incrementalAlterConfigs(wrong).all().get();
    }
  }

  private static ConfigResource resource(Topic<?> topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
  }
}
