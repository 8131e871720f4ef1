package org.iecpools.kit.stream;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Derives the Avro schema of a type of state from the type itself, so that the domain needs neither
 * annotations nor generated classes (ADR 33).
 *
 * <p>Records become records, sealed interfaces unions of their members by name, maps arrays of
 * entries in the map's order. Generated types have their own schema. Components that are {@link
 * Nullable} or collections have a default, so that they can be added to a stored type.
 */
final class StateSchema {

  private final Map<Class<?>, Schema> named = new HashMap<>();

  private StateSchema() {}

  /** The schema of a record or of a sealed family of records. */
  static Schema of(Class<?> type) {
    return new StateSchema().schema(type, type.getCanonicalName(), "Value");
  }

  /**
   * @param owner name of the type whose component this is; with its name, that of a map's entries
   */
  private Schema schema(AnnotatedType type, String owner, String component) {
    if (type instanceof AnnotatedParameterizedType generic) {
      Class<?> raw = (Class<?>) ((ParameterizedType) generic.getType()).getRawType();
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      if (raw == List.class || raw == Set.class) {
        return nullable(type, Schema.createArray(schema(arguments[0], owner, component)));
      }
      if (raw == Map.class) {
        Schema entry =
            Schema.createRecord(
                component + "Entry",
                null,
                owner,
                false,
                List.of(
                    new Schema.Field("key", schema(arguments[0], owner, component + "Key")),
                    new Schema.Field("value", schema(arguments[1], owner, component + "Value"))));
        return nullable(type, Schema.createArray(entry));
      }
    }
    return nullable(type, schema(type.getType(), owner, component));
  }

  private Schema schema(Type type, String owner, String component) {
    Optional<Schema> basic = StateBasic.schema(type);
    if (basic.isPresent()) {
      return basic.get();
    }
    if (type instanceof Class<?> stored) {
      if (GenericContainer.class.isAssignableFrom(stored) && !stored.isInterface()) {
        return SpecificData.get().getSchema(stored);
      }
      if (stored.isEnum()) {
        return named.computeIfAbsent(stored, StateSchema::enumeration);
      }
      if (stored.isRecord()) {
        return record(stored);
      }
      if (stored.isSealed() && stored.isInterface()) {
        return Schema.createUnion(
            members(stored)
                .sorted(Comparator.comparing(Class::getSimpleName))
                .map(member -> schema(member, owner, component))
                .toList());
      }
    }
    throw new IllegalArgumentException(
        ("%s in %s cannot be stored: use a record, a sealed interface, an enum, a generated type,"
                + " a List, Set or Map, or a basic type")
            .formatted(type.getTypeName(), owner));
  }

  private Schema record(Class<?> type) {
    Schema known = named.get(type);
    if (known != null) {
      return known;
    }
    Schema schema = Schema.createRecord(type.getSimpleName(), null, space(type), false);
    named.put(type, schema);
    List<Schema.Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName();
      Schema of =
          schema(
              component.getAnnotatedType(),
              type.getCanonicalName(),
              Character.toUpperCase(name.charAt(0)) + name.substring(1));
      fields.add(
          isNullable(component.getAnnotatedType())
              ? new Schema.Field(name, of, null, JsonProperties.NULL_VALUE)
              : of.getType() == Schema.Type.ARRAY
                  ? new Schema.Field(name, of, null, List.of())
                  : new Schema.Field(name, of));
    }
    schema.setFields(fields);
    return schema;
  }

  private static Schema enumeration(Class<?> type) {
    List<String> symbols =
        Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
    return Schema.createEnum(type.getSimpleName(), null, space(type), symbols);
  }

  /** Types of which values of a family can be; families inside it are resolved. */
  static Stream<Class<?>> members(Class<?> family) {
    return Arrays.stream(family.getPermittedSubclasses())
        .flatMap(member -> member.isInterface() ? members(member) : Stream.of(member));
  }

  private static Schema nullable(AnnotatedType type, Schema schema) {
    if (!isNullable(type)) {
      return schema;
    }
    List<Schema> branches = new ArrayList<>(List.of(Schema.create(Schema.Type.NULL)));
    branches.addAll(schema.isUnion() ? schema.getTypes() : List.of(schema));
    return Schema.createUnion(branches);
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static String space(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    return enclosing == null ? type.getPackageName() : enclosing.getCanonicalName();
  }
}
