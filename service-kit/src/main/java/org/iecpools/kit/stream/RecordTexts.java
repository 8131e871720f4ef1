package org.iecpools.kit.stream;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.iecpools.domain.Texts;

/** Finds control characters in all strings of a record. */
final class RecordTexts {

  private RecordTexts() {}

  /** Adds a fault for every string with a control character. */
  static void check(IndexedRecord record, List<String> faults) {
    for (Schema.Field field : record.getSchema().getFields()) {
      check(field.name(), record.get(field.pos()), faults);
    }
  }

  private static void check(String name, Object value, List<String> faults) {
    switch (value) {
      case CharSequence text -> {
        String fault = Texts.fault(text.toString());
        if (fault != null) {
          faults.add(name + " " + fault);
        }
      }
      case IndexedRecord record -> check(record, faults);
      case Collection<?> all -> all.forEach(one -> check(name, one, faults));
      case Map<?, ?> map ->
          map.forEach(
              (key, one) -> {
                check(name, key, faults);
                check(name, one, faults);
              });
      case null, default -> {
        // no text
      }
    }
  }
}
