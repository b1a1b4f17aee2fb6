package dev.sallyport.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.ExecConfig;
import dev.sallyport.engine.body.NetworkCreate;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.engine.body.ServiceSpec;
import dev.sallyport.engine.body.VolumeCreate;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No field without somebody who judges it, or a reason why nobody needs to. */
final class FieldOwnersTest {

    private static final List<Class<? extends Record>> BODIES = List.of(
            ContainerConfig.Create.class, Resources.Update.class, ServiceSpec.class, VolumeCreate.class,
            NetworkCreate.class,
            NetworkCreate.Connect.class, ExecConfig.class);

    private final Set<Class<?>> seen = new HashSet<>();
    private final Set<String> fields = new TreeSet<>();

    private void collect(Class<?> record) {
        if (!seen.add(record)) {
            return;
        }
        for (RecordComponent component : record.getRecordComponents()) {
            List<Class<?>> inside = records(component.getGenericType());
            inside.forEach(this::collect);
            if (inside.isEmpty()) {
                fields.add(record.getSimpleName() + "." + component.getName());
            }
        }
    }

    private static List<Class<?>> records(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Stream.of(generic.getActualTypeArguments()).map(FieldOwnersTest::records).flatMap(List::stream)
                    .toList();
        }
        // One without components holds nothing to judge, and stands for itself.
        return type instanceof Class<?> plain && plain.isRecord() ? List.of(plain) : List.of();
    }

    @Test
    void everyFieldHasAnOwner() {
        BODIES.forEach(this::collect);
        Set<String> owned = FieldOwners.all().keySet().stream()
                .filter(field -> !field.startsWith("build."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", fields), String.join("\n", owned));
    }

    @Test
    void ownersAreRulesThatExistAndNobodyIsANobodyWithoutAReason() {
        Set<String> rules = RuleCatalogue.definitions().stream().map(RuleDefinition::id).collect(Collectors.toSet());
        FieldOwners.all().forEach((field, owner) -> {
            owner.rules().stream().filter(rule -> !rule.equals("request"))
                    .forEach(rule -> assertEquals(true, rules.contains(rule), field));
            assertEquals(false, owner.rules().isEmpty() && owner.why().isEmpty(), field);
        });
    }
}
