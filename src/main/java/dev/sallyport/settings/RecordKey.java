package dev.sallyport.settings;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Optional;

/** A record component, as a key of a file. */
record RecordKey(String name, RecordComponent component, KeyStyle style) {

    static RecordKey of(RecordComponent component, KeyStyle style) {
        return new RecordKey(style.key(component.getName()), component, style);
    }

    Object read(Setting setting, Path base) throws InvalidSettingException {
        Object value = grammar().read(name, setting, base);
        return isOptional() ? Optional.of(value) : value;
    }

    /** Made when somebody asks: most keys are left out of most files. */
    Grammar<?> grammar() {
        Type type = component.getGenericType();
        Type given = isOptional() ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        Grammar<?> grammar = Grammars.of(given, style);
        if (!(grammar instanceof Quantity<?> quantity)) {
            return grammar;
        }
        Range range = component.getAnnotation(Range.class);
        return range == null ? quantity : quantity.within(range);
    }

    boolean isOptional() {
        return component.getType() == Optional.class;
    }

    String doc() {
        Doc doc = component.getAnnotation(Doc.class);
        if (doc == null) {
            throw new IllegalStateException(component + " has no @Doc");
        }
        return doc.value();
    }

    /** The component's value in a record. */
    Object in(Object record) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A value of the component, as it would be written; nothing is empty text. */
    @SuppressWarnings("unchecked") // The grammar is that of the component's type.
    Object plain(Object value) {
        Grammar<Object> grammar = (Grammar<Object>) grammar();
        return value instanceof Optional<?> optional
                ? optional.<Object>map(grammar::plain).orElse("")
                : grammar.plain(value);
    }
}
